"""Reading the log: who read what of a young person, questions about it, unusual access, and what was changed."""
