"""Mapping: the talk with a young person, and the catalogue of what it asks."""
