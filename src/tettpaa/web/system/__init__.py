"""For those who look after the installation: rows that could not be used, and work in the background."""
