"""Consent: who said yes to what, until when; and what was told on other grounds."""
