"""``identify`` on a made-up county, beside SQL written by hand for the same signals."""

import tempfile
from pathlib import Path

import duckdb

from bench import data
from bench.measure import MeasureError, Side, alternate, once
from bench.row import Row

MILLION = 1_000_000
COLUMNS = "person, rule, version, valid_from, severity, as_of, evidence"


def bench_identify() -> list[Row]:
    """Time and memory of 30 million rows, after the signals have been found equal."""
    facts = data.facts(data.County())
    with tempfile.TemporaryDirectory() as folder:
        sides = [_side(name, facts, Path(folder)) for name in ("ours", "by_hand")]
        for side in sides:
            once(side)
        signals = _equal(*(Path(side.arguments["out"]) for side in sides))
        own, hand = alternate(*sides, warm=False)
    rows = data.absence_rows(facts)
    note = f"seconds; {rows / MILLION:.1f} M rows of absence, {signals:,} signals, equal in both"
    noise = f"{own.spread} and {hand.spread}; processor {own.processor:.1f} and {hand.processor:.1f}"
    on_ours = "MB at the peak; the limit is on ours"
    return [
        Row("identify", own.seconds, hand.seconds, 1.5, note=f"{note}; {noise}"),
        Row("identify-memory", own.peak_mb, hand.peak_mb, 1500, "ours", on_ours),
    ]


def bench_scale() -> list[Row]:
    """Twice the county: 400,000 pupils and 60 million rows."""
    small = data.County()
    large = data.County(2 * small.pupils, 2 * small.absences)
    with tempfile.TemporaryDirectory() as folder:
        sides = [_side("ours", data.facts(county), Path(folder)) for county in (large, small)]
        double, single = alternate(*sides)
    note = f"seconds; 60 M rows beside 30 M, twice the pupils; {double.spread} and {single.spread}"
    note += f"; peak {double.peak_mb:,.0f} and {single.peak_mb:,.0f} MB"
    return [Row("identify-scale", double.seconds, single.seconds, 2.2, note=note)]


def bench_pandas() -> list[Row]:
    """For scale only: what pandas needs for the sums over absence alone."""
    facts = data.facts(data.County())
    with tempfile.TemporaryDirectory() as folder:
        own = once(_side("ours", facts, Path(folder)))
    given = {"facts": str(facts), "as_of": data.AS_OF.isoformat()}
    theirs = once(Side("bench.in_pandas", "absence_sums", given))
    note = "seconds, once; theirs: the sums over absence by person, subject and day only, no rule; "
    note += f"{own.peak_mb:,.0f} and {theirs.peak_mb:,.0f} MB"
    return [Row("identify-pandas", own.seconds, theirs.seconds, note=note)]


def _side(name: str, facts: Path, folder: Path) -> Side:
    arguments = {"facts": str(facts), "as_of": data.AS_OF.isoformat(), "out": str(folder / f"{name}.parquet")}
    return Side("bench.sides", name, arguments)


def _equal(own: Path, hand: Path) -> int:
    """How many signals both have; MeasureError if one has a row that the other has not."""
    with duckdb.connect() as con:
        con.execute(f"CREATE VIEW own AS SELECT {COLUMNS} FROM '{own}'")
        con.execute(f"CREATE VIEW hand AS SELECT {COLUMNS} FROM '{hand}'")
        for one, other in (("own", "hand"), ("hand", "own")):
            differing = con.execute(
                f"SELECT rule, count(*) FROM (FROM {one} EXCEPT ALL FROM {other}) GROUP BY rule ORDER BY rule"
            ).fetchall()
            if differing:
                listed = ", ".join(f"{rule}: {n:,}" for rule, n in differing)
                raise MeasureError(f"signals only in {one}: {listed}; nothing was timed")
        found = con.execute("SELECT count(*) FROM own").fetchone()
    return int(found[0]) if found else 0
