"""The young person and the way through education: who they are, where they go, whom to reach."""
