"""``identify``: facts and a rule book in, signals out."""

import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir

from tettpaa.engine.asof import AsOf
from tettpaa.engine.fast.frame import Frame
from tettpaa.engine.fast.run import signals as signal_table
from tettpaa.engine.fast.session import as_written, fetch, reading, session, stored
from tettpaa.engine.rules import Rule, RuleBook
from tettpaa.engine.signals import AS_OF, BOOK, KEY
from tettpaa.facts.store import FactStore
from tettpaa.kit.errors import InputError


@dataclass(frozen=True)
class Summary:
    """``people`` enrolled that day, ``flagged`` of them; signals by rule; seconds; peak memory in MB."""

    people: int
    flagged: int
    by_rule: dict[str, int]
    seconds: float
    peak_mb: float


def identify(facts: Path | str, book: RuleBook, as_of: AsOf, out: Path | str) -> Summary:
    """Write the signals of the book as of the day to ``out`` (Parquet), all or nothing."""
    started = time.perf_counter()
    store = FactStore.open(facts)
    out = Path(out)
    if not out.absolute().parent.is_dir():
        raise InputError("no such folder", file=out.parent, remedy="make the folder first")
    if out.is_dir():
        raise InputError("is a folder, not a file", file=out, remedy="name the file in it")
    with session() as con, stored(con) as keep:
        with reading(store):
            frame = Frame(con, store, as_of, keep)
            written = keep("signals", with_version(signal_table(frame, book.rules), book))
        _write(con, written, out, {BOOK: book.text, AS_OF: str(as_of), KEY: store.key_id()})
        people = fetch(con, frame.people.agg(n=frame.people.count()))[0]["n"]
        flagged = fetch(con, written.agg(n=written.person.nunique()))[0]["n"]
        counts = fetch(con, written.group_by("rule").agg(n=written.count()))
    by_rule = {rule.name: 0 for rule in book.rules} | {row["rule"]: row["n"] for row in counts}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Summary(people, flagged, by_rule, time.perf_counter() - started, peak)


def _write(con: ibis.BaseBackend, table: ir.Table, out: Path, metadata: dict[str, str]) -> None:
    """Beside the file that is there, onto the disk, and then into its place."""
    for left in out.parent.glob(f".{out.name}.*.part"):
        _remove_of_the_dead(left)
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    rows = con.compile(table.order_by(["person", "rule", "valid_from"]))
    notes = ", ".join(f"{_quoted(key)}: {_quoted(value)}" for key, value in metadata.items())
    options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{notes}}}"
    try:
        con.raw_sql(f"COPY ({rows}) TO {_quoted(str(part))} ({options})")
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(out)
    except (OSError, duckdb.IOException):
        remedy = "check that the folder is there, may be written to, and has room"
        raise InputError("cannot be written", file=out, remedy=remedy) from None
    finally:
        part.unlink(missing_ok=True)


def _remove_of_the_dead(part: Path) -> None:
    """What a run that was killed left; that of one that still runs is its own."""
    try:
        os.kill(int(part.name.split(".")[-2]), 0)
    except ProcessLookupError:
        part.unlink(missing_ok=True)
    except (ValueError, PermissionError):
        return


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def with_version(table: ir.Table, book: RuleBook) -> ir.Table:
    version = ibis.literal(book.version).name("version")
    return table.select("person", "rule", version, "valid_from", "severity", "as_of", "evidence")


def rule_sql(facts: Path | str, rule: Rule, as_of: AsOf) -> str:
    """The whole SQL of one rule, as DuckDB would run it: the audit trail of a signal."""
    with session() as con:
        frame = Frame(con, FactStore.open(facts), as_of, as_written)
        return str(ibis.to_sql(signal_table(frame, (rule,)), dialect="duckdb"))
