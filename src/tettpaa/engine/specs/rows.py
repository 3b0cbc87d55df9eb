"""Tables of a spec as rows, rows as facts, facts as a folder."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pyarrow as pa
import pyarrow.parquet as pq

from tettpaa.facts.schema import KINDS, Type
from tettpaa.facts.store import MANIFEST
from tettpaa.kit.schoolyear import SchoolYear

Row = dict[str, str]
MISSING = "-"
PEOPLE = UUID("9d1c7d0e-5c0b-4a86-9d5e-6c2f0f0c1a55")  # spec people are called by name; their keys follow
CLASS = {"school": "Nes", "group": "1A"}
ENROLLED = {"happened": "2015-08-01", **CLASS, "level": "vg1"}
FILLED_IN = {"schedule": CLASS, "absence": {"kind": "undocumented"}, "result": {"assessment": "half_year"}}


def person_key(name: str) -> UUID:
    return uuid5(PEOPLE, name)


def read_table(text: str) -> list[Row]:
    """Lines of cells that stand apart by two blanks or more; the first line names the columns."""
    lines = [re.split(r"\s{2,}", line.strip()) for line in text.strip().splitlines()]
    for line in lines:
        if len(line) != len(lines[0]):
            raise ValueError(f"{len(line)} cells under {len(lines[0])} columns: {line}")
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[1:]]


def facts_of(tables: Mapping[str, list[Row]]) -> dict[str, list[dict[str, Any]]]:
    """The facts of a spec by kind, filled in."""
    people = dict.fromkeys(row["person"] for rows in tables.values() for row in rows if "person" in row)
    filled = {"enrolment": [{"person": name, **ENROLLED} for name in people], **tables}
    return {kind: [fact for row in rows for fact in _facts(kind, row)] for kind, rows in filled.items()}


def _facts(kind: str, row: Row) -> Iterator[dict[str, Any]]:
    """One fact, or as many as there are weeks."""
    weeks = int(row.get("weeks", 1))
    written = FILLED_IN.get(kind, {}) | {column: cell for column, cell in row.items() if column != "weeks"}
    fact = {column: value_of(kind, column, cell) for column, cell in written.items()}
    for week in range(weeks):
        yield fact | {"happened": fact["happened"] + timedelta(weeks=week)} if week else fact


def value_of(kind: str, column: str, cell: str) -> Any:
    return None if cell == MISSING else _CONVERT[KINDS[kind].field(column).type](cell)


_CONVERT: dict[Type, Any] = {
    "uuid": person_key,
    "date": date.fromisoformat,
    "text": str,
    "number": float,
    "integer": int,
}


def write_facts(folder: Path, facts: Mapping[str, list[dict[str, Any]]]) -> None:
    """A whole folder of facts; a fact that does not say so is known from the day it happened."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in KINDS.items():
        rows = [{"known_from": _known_from(name, row)} | row for row in facts.get(name, [])]
        pq.write_table(pa.Table.from_pylist(rows, kind.arrow), folder / f"{name}.parquet")
    (folder / MANIFEST).write_text(json.dumps({"sources": []}), encoding="utf-8")


def _known_from(kind: str, row: dict[str, Any]) -> date | None:
    happened: date | None = row["happened"]
    return SchoolYear.from_date(happened).first if kind == "schedule" and happened else happened
