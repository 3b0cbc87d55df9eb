"""Measures: what is done for a young person, by whom, until when, and whether it helped."""
