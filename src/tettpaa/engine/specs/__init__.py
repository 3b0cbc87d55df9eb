"""Rules specified as tiny tables: some facts, a rule, and who gets a signal with which figures.

Each file is one indicator, or (``general.toml``) what holds for all rules. Every spec is run on both back
ends by the tests and stands in the generated rule book. A spec has

- ``shows``: the one sentence it is there to show,
- ``as_of``: a date, or start+60d,
- tables of facts named after the kinds; columns stand apart by two blanks or more, ``-`` is a missing value,
- ``rule``: the rule in TOML, or a list of its versions; what every rule must have is added,
- ``signals``: a line for each condition that held; columns that are left out are missing in all lines.

What a table leaves out is filled in so: without a table of enrolments, everyone is in Vg1 in class 1A at the
school Nes from 1 August 2015, and a timetable without school and group is theirs; ``weeks`` repeats a line
of the timetable; absence without a kind is undocumented; a mark without an assessment is that of a
half-year; a fact is known from the day it happened, a timetable from 1 August.
"""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from tettpaa.engine.asof import AsOf
from tettpaa.engine.book import parse_book
from tettpaa.engine.indicators import INDICATORS
from tettpaa.engine.rules import RuleBook
from tettpaa.engine.specs.rows import Row, facts_of, read_table, write_facts
from tettpaa.facts.schema import KINDS

GENERAL = "general"
FILES = (GENERAL, *INDICATORS)

_BOOK = '[book]\nname = "Spec"\nversion = "1"\n'
_ADDED = {
    "name": '"spec"',
    "title": '{ nb = "Spec", nn = "Spec", en = "Spec" }',
    "source": '"spec"',
    "severity": "2",
    "valid_from": "2000-01-01",
}


@dataclass(frozen=True)
class Spec:
    """One spec as it is written; ``tables`` by kind."""

    about: str
    shows: str
    as_of: str
    tables: dict[str, list[Row]]
    rules: tuple[str, ...]
    signals: list[Row]

    @property
    def book(self) -> RuleBook:
        return parse_book(_BOOK + "".join(f"\n[[rule]]\n{_added(rule)}{rule}\n" for rule in self.rules))

    @property
    def moment(self) -> AsOf:
        return AsOf.parse(self.as_of)

    def write(self, folder: Path) -> None:
        """The facts as a folder of fact files."""
        write_facts(folder, facts_of(self.tables))


def _added(rule: str) -> str:
    given = tomllib.loads(rule)
    return "".join(f"{key} = {value}\n" for key, value in _ADDED.items() if key not in given)


def read_specs() -> list[Spec]:
    """All specs, the general ones first."""
    return [_spec(about, raw) for about in FILES for raw in _read(about)]


def _read(about: str) -> list[dict[str, Any]]:
    text = files(__package__).joinpath(f"{about}.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["spec"])


def _spec(about: str, raw: dict[str, Any]) -> Spec:
    unknown = set(raw) - {"shows", "as_of", "rule", "signals", *KINDS}
    if unknown:
        raise ValueError(f"{about}.toml: '{raw['shows']}' has the unknown {', '.join(sorted(unknown))}")
    rules = raw["rule"] if isinstance(raw["rule"], list) else [raw["rule"]]
    tables = {kind: read_table(raw[kind]) for kind in KINDS if kind in raw}
    return Spec(
        about, raw["shows"], raw["as_of"], tables, tuple(r.strip() for r in rules), read_table(raw["signals"])
    )
