"""Append-only: who changed what (and, from the access rooms, who read what)."""
