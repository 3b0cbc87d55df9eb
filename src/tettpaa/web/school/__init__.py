"""The figures of a school, and of the county's schools."""
