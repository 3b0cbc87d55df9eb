"""Rule books, runs and signals, and the triage of signals."""
