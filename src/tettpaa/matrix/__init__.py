"""Every role × every address × every kind of record: what should come of it, and what does when it is tried."""
