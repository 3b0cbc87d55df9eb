"""The plan: what the young person wants first, what is done, and who agrees."""
