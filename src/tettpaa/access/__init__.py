"""Who may see and do what, and why: access rows, row-level security, ``decide``."""
