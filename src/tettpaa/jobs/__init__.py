"""Handlers of queued and scheduled work."""
