"""Which events a count counted: the engine gives their number, the reader needs the subject and the day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pyarrow.parquet as pq

from tettpaa.engine.indicators import EventCount
from tettpaa.engine.rules import RuleBook
from tettpaa.facts.store import FactStore
from tettpaa.kit.schoolyear import SchoolYear, last_closed_week


@dataclass(frozen=True, order=True)
class Happened:
    """An event; ``subject`` is empty where it is about none."""

    happened: date
    subject: str


Events = dict[tuple[UUID, str], list[Happened]]
"""By person key and name of the event, the earliest first."""


def read_events(facts: Path | str, book: RuleBook, as_of: date) -> Events:
    """The events that rules of the book count, as known on the day. InputError if there are no facts."""
    names = {
        c.indicator.name for r in book.rules for c in r.conditions if isinstance(c.indicator, EventCount)
    }
    found: Events = defaultdict(list)
    if not names:
        return found
    table = pq.read_table(FactStore.open(facts).path("event"), filters=[("name", "in", sorted(names))])
    for row in table.to_pylist():
        until = row["known_until"]
        if row["known_from"] <= as_of and (until is None or as_of < until):
            found[row["person"], row["name"]].append(Happened(row["happened"], row["subject"] or ""))
    return {key: sorted(rows) for key, rows in found.items()}


def counted(rows: list[Happened], indicator: EventCount, as_of: date) -> list[Happened]:
    """Those in the indicator's window, which ends with the last closed week."""
    end = last_closed_week(as_of) + timedelta(weeks=1)
    begin = (
        SchoolYear.from_date(as_of).first
        if indicator.weeks is None
        else end - timedelta(weeks=indicator.weeks)
    )
    return [row for row in rows if begin <= row.happened < end]
