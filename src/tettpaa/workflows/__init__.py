"""Verbs that span rooms."""
