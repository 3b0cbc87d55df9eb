"""``tettpaa facts`` on a CSV of a gigabyte, beside DuckDB's own reader writing the columns as they are."""

import tempfile
from pathlib import Path

import duckdb

from bench import data
from bench.measure import MeasureError, Side, alternate
from bench.row import Row

GIGABYTE = 1_000_000_000
MAPPING = """
namespace = "bench"

[source.absences]
file = "absences.csv"
delimiter = ";"

[codes.ground]
U = "undocumented"
E = "self_reported"
D = "documented"
A = "other_approved"

[[absence]]
from = "absences"
person = ["school", "pupil"]
happened = { column = "date", format = "%d.%m.%Y" }
subject = "subject"
minutes = { column = "minutes", unit = "minutes" }
kind = { column = "ground", codes = "ground" }
"""


def bench_facts() -> list[Row]:
    """Rows a second; ours also checks every cell, makes keys, and keeps bad rows apart."""
    with tempfile.TemporaryDirectory(dir=data.CACHE.parent) as name:
        folder = Path(name)
        _write_csv(folder / "absences.csv")
        (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
        (folder / "person.key").write_bytes(bytes(range(32)))
        (folder / "person.key").chmod(0o600)
        size = (folder / "absences.csv").stat().st_size / 1e9
        sides = [Side("bench.sides", side, {"folder": name}) for side in ("facts", "read_csv")]
        own, other = alternate(*sides, counted=3)
    rows = own.runs[0].result
    if rows != other.runs[0].result:
        raise MeasureError(f"facts: {rows:,} rows in ours, {other.runs[0].result:,} in theirs")
    speed = f"{rows / own.seconds / 1e6:.2f} and {rows / other.seconds / 1e6:.2f} M rows/s"
    peaks = f"{own.peak_mb:.0f} and {other.peak_mb:.0f} MB"
    note = f"seconds; {size:.2f} GB CSV, {rows / 1e6:.1f} M rows; {speed}; {peaks}; theirs checks no cell"
    return [Row("facts", own.seconds, other.seconds, note=note)]


def _write_csv(path: Path) -> None:
    """The county's register as a school system would export it, a gigabyte of it."""
    register = data.facts(data.County()) / "absence.parquet"
    columns = """
      SELECT '9740' || lpad((hash(person) % 300)::VARCHAR, 5, '0') AS school,
        lpad((hash(person) % 100000000)::VARCHAR, 8, '0') AS pupil, strftime(happened, '%d.%m.%Y') AS date,
        subject, minutes::INTEGER AS minutes,
        CASE kind WHEN 'undocumented' THEN 'U' WHEN 'self_reported' THEN 'E' WHEN 'documented' THEN 'D'
          ELSE 'A' END AS ground"""
    with duckdb.connect() as con:
        con.execute(f"COPY ({columns} FROM '{register}' LIMIT {GIGABYTE // 45}) TO '{path}' (DELIMITER ';')")
