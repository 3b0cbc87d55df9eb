"""What is measured, ours and theirs, each run in a process of its own. Imports stand inside: they count."""

import re
import tempfile
from pathlib import Path

MEMORY = "1100MB"  # as ours gives DuckDB
READ = ("enrolment", "schedule", "absence", "result", "score", "event")


def ours(facts: str, as_of: str, out: str) -> None:
    """``tettpaa identify`` with the standard book."""
    from tettpaa.engine.asof import AsOf
    from tettpaa.engine.book import standard_book
    from tettpaa.engine.identify import identify

    identify(facts, standard_book(), AsOf.parse(as_of), out)


def by_hand(facts: str, as_of: str, out: str) -> None:
    """``by_hand_*.sql``, with the memory and the threads that ours has; the day stands in the scripts."""
    import duckdb

    scripts = [Path(__file__).with_name(f"by_hand_{name}.sql") for name in ("figures", "signals")]
    script = "\n".join(path.read_text(encoding="utf-8") for path in scripts)
    with tempfile.TemporaryDirectory() as spill, duckdb.connect(config=_settings(spill)) as con:
        for kind in READ:
            con.execute(f"CREATE VIEW {kind} AS FROM '{facts}/{kind}.parquet'")
        for statement in _statements(script.format(out=out)):
            con.execute(statement)


def facts(folder: str) -> int:
    """``tettpaa facts``; the number of facts."""
    from tettpaa.facts.run import make_facts

    within = Path(folder)
    key = within / "person.key"
    summary = make_facts([within / "absences.csv"], within / "mapping.toml", within / "out", key_file=key)
    return summary.facts["absence"]


def read_csv(folder: str) -> int:
    """DuckDB's reader and writer alone; the number of rows."""
    import duckdb

    source = f"read_csv('{folder}/absences.csv', delim = ';', dateformat = '%d.%m.%Y')"
    with tempfile.TemporaryDirectory() as spill, duckdb.connect(config=_settings(spill)) as con:
        made = con.execute(f"COPY (FROM {source}) TO '{folder}/theirs.parquet' (COMPRESSION zstd)")
        return int(made.fetchall()[0][0])


def _settings(spill: str) -> dict[str, str | bool]:
    return {"memory_limit": MEMORY, "temp_directory": spill, "preserve_insertion_order": False}


def _statements(script: str) -> list[str]:
    """The statements of an SQL script that has no semicolon inside a text."""
    bare = re.sub(r"(?m)^\s*--.*$", "", script)
    return [statement for part in bare.split(";") if (statement := part.strip())]
