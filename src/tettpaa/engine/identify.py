"""``identify``: facts and a rule book in, signals out."""

import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir

from tettpaa.engine.asof import AsOf
from tettpaa.engine.fast.frame import Frame, Keep
from tettpaa.engine.fast.run import signals as signal_table
from tettpaa.engine.rules import Rule, RuleBook
from tettpaa.engine.signals import AS_OF, BOOK
from tettpaa.facts.store import FactStore
from tettpaa.kit.errors import InputError

MEMORY_LIMIT = "900MB"  # of DuckDB's own; the process stays under 1.5 GB, and larger sorts go to disk


@dataclass(frozen=True)
class Summary:
    """``people`` enrolled that day, ``flagged`` of them; signals by rule; seconds; peak memory in MB."""

    people: int
    flagged: int
    by_rule: dict[str, int]
    seconds: float
    peak_mb: float


@contextmanager
def engine() -> Iterator[ibis.BaseBackend]:
    """A DuckDB of its own that spills to a folder of its own, both gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tettpaa-") as spill:
        con = ibis.duckdb.connect(
            memory_limit=MEMORY_LIMIT, temp_directory=spill, preserve_insertion_order=False
        )
        try:
            yield con
        finally:
            con.disconnect()


@contextmanager
def stored(con: ibis.BaseBackend) -> Iterator[Keep]:
    """Intermediate tables are made once, kept in DuckDB, and dropped afterwards."""
    made: dict[str, ir.Table] = {}

    def keep(name: str, table: ir.Table) -> ir.Table:
        if name not in made:
            con.raw_sql(f'CREATE TEMP TABLE "kept_{name}" AS {con.compile(table)}')
            made[name] = con.table(f"kept_{name}")
        return made[name]

    try:
        yield keep
    finally:
        for name in made:
            con.raw_sql(f'DROP TABLE "kept_{name}"')


def as_written(_name: str, table: ir.Table) -> ir.Table:
    """Intermediate tables stay expressions, so that the SQL of a rule is whole."""
    return table


def identify(facts: Path | str, book: RuleBook, as_of: AsOf, out: Path | str) -> Summary:
    """Write the signals of the book as of the day to ``out`` (Parquet), all or nothing."""
    started = time.perf_counter()
    store = FactStore.open(facts)
    out = Path(out)
    if not out.absolute().parent.is_dir():
        raise InputError("no such folder", file=out.parent, remedy="make the folder first")
    with engine() as con, stored(con) as keep:
        frame = Frame(con, store, as_of, keep)
        found = with_version(signal_table(frame, book.rules), book)
        written = keep("signals", found)
        _write(con, written, out, {BOOK: book.text, AS_OF: str(as_of)})
        people = int(con.execute(frame.people.count()))
        flagged = int(con.execute(written.person.nunique()))
        counts = con.execute(written.group_by("rule").agg(n=written.count()))
    by_rule = {rule.name: 0 for rule in book.rules}
    by_rule |= {str(name): int(n) for name, n in zip(counts.rule, counts.n, strict=True)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Summary(people, flagged, by_rule, time.perf_counter() - started, peak)


def _write(con: ibis.BaseBackend, table: ir.Table, out: Path, metadata: dict[str, str]) -> None:
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        rows = con.compile(table.order_by(["person", "rule", "valid_from"]))
        notes = ", ".join(f"{_quoted(key)}: {_quoted(value)}" for key, value in metadata.items())
        options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{notes}}}"
        con.raw_sql(f"COPY ({rows}) TO {_quoted(str(part))} ({options})")
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def with_version(table: ir.Table, book: RuleBook) -> ir.Table:
    version = ibis.literal(book.version).name("version")
    return table.select("person", "rule", version, "valid_from", "severity", "as_of", "evidence")


def rule_sql(facts: Path | str, rule: Rule, as_of: AsOf) -> str:
    """The whole SQL of one rule, as DuckDB would run it: the audit trail of a signal."""
    with engine() as con:
        frame = Frame(con, FactStore.open(facts), as_of, as_written)
        return str(ibis.to_sql(signal_table(frame, (rule,)), dialect="duckdb"))
