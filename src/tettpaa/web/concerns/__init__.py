"""Si fra, and the page of one concern."""
