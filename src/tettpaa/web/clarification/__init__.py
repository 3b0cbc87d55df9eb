"""The clarification talk."""
