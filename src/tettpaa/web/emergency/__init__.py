"""Emergency access: opened with a reason, for some hours, and read by who leads."""
