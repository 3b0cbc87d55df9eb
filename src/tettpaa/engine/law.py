"""The absence limit as data: for which levels there is one and which absence counts, by school year."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class AbsenceLaw:
    """One version of § 9-8, in force for school years that begin on ``valid_from`` or later.

    There is a limit on ``levels``, and on no other nor an unknown one. ``always`` counts from the first
    minute. ``own_word`` counts from the point where absence of the kinds in ``own_word_sum`` together has
    reached ``own_word_until`` (share of the subject's annual minutes).
    """

    valid_from: date
    levels: tuple[str, ...]
    always: tuple[str, ...]
    own_word: tuple[str, ...]
    own_word_sum: tuple[str, ...]
    source: str
    own_word_until: float = 0.0


@cache
def absence_laws() -> tuple[AbsenceLaw, ...]:
    """All versions, the oldest first."""
    text = files(__package__).joinpath("law.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["absence_limit"]
    return tuple(sorted((_law(entry) for entry in entries), key=lambda law: law.valid_from))


def _law(entry: dict[str, Any]) -> AbsenceLaw:
    fields: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in entry.items()}
    return AbsenceLaw(**fields)


def absence_law(year_start: date) -> AbsenceLaw | None:
    """The law for the school year that begins on that day (1 August); None before there was a limit."""
    in_force = [law for law in absence_laws() if law.valid_from <= year_start]
    return in_force[-1] if in_force else None
