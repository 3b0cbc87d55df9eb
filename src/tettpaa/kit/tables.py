"""The small tables of law and registers that lie beside this package as data."""

import csv
import tomllib
from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from typing import Any, Protocol, TypeVar

_FOLDER = files("tettpaa.kit") / "data"


class Dated(Protocol):
    """A row that holds from a day on, until a later row takes its place."""

    @property
    def valid_from(self) -> date: ...


Row = TypeVar("Row", bound=Dated)


def toml_table(name: str) -> dict[str, Any]:
    """``data/<name>.toml``."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def csv_rows(name: str) -> list[dict[str, str]]:
    """The rows of ``data/<name>.csv``; lines that begin with # are its header of sources."""
    lines = (_FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def in_force(rows: Iterable[Row], on: date) -> Row:
    """The row that holds on ``on``: the newest that has begun; ValueError if none has."""
    begun = [row for row in rows if row.valid_from <= on]
    if not begun:
        raise ValueError(f"no rule is known for {on}")
    return max(begun, key=lambda row: row.valid_from)
