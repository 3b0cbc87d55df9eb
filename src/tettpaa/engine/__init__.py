"""Columnar identification and cohort figures, on facts. Knows nothing of Django and never sees a name."""
