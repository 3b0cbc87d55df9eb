"""Concerns (uro): said, seen, decided, closed."""
