"""The plan: what the young person wants, what is done, and whether it helped."""
