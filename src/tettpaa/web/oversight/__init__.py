"""Who has read of a young person and why, questions about it, what was changed, and unusual access."""
