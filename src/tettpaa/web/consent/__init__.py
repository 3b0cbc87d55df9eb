"""Consent: give it, register it, withdraw it; and what was told on other grounds."""
