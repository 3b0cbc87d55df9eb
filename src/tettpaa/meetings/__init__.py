"""Meetings of a team: agenda, attendance, minutes and what was decided."""
