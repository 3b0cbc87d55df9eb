"""Å gjøre, and the messages."""
