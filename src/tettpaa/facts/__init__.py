"""Schema of facts, readers, mapping language, Parquet. Knows nothing of Django, rules or names."""
