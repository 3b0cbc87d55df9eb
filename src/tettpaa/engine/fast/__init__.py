"""The indicators computed fast: ibis expressions that DuckDB runs over the Parquet files.

Each module turns indicators into tables of figures with the columns ``person, value, part, whole, detail``:
one row for each young person for whom there is a figure.
"""
