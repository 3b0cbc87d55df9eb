"""What counts as unusual access, read from ``unusual.toml``; no database."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language

from tettpaa.kit import clock

KIND = "read_question"
"""What batons, messages and audit events call a question about a read."""
LONGEST_WORDS = 2000
"""Characters in a question, an answer and a note."""
_SAID = ("nb", "nn", "en")
_ALWAYS = ("code", "kind", "valid_from", "source")


@dataclass(frozen=True)
class Rule:
    """``numbers``: what the kind asks for, as the head of the file says."""

    code: str
    kind: str
    valid_from: date
    source: str
    said: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, Any], ...]

    @property
    def title(self) -> str:
        return dict(self.said)[(get_language() or "nb")[:2]]


def unusual(on: date | None = None) -> dict[str, Rule]:
    """The rules that hold on the day (today unless told), by code."""
    begun = [rule for rule in _rules() if rule.valid_from <= (on or clock.today())]
    return {rule.code: rule for rule in sorted(begun, key=lambda rule: rule.valid_from)}


def unusual_rule(code: str, valid_from: date) -> Rule:
    """The version by which something was found."""
    return next(rule for rule in _rules() if (rule.code, rule.valid_from) == (code, valid_from))


@cache
def _rules() -> tuple[Rule, ...]:
    text = files("tettpaa.oversight").joinpath("unusual.toml").read_text(encoding="utf-8")
    return tuple(_rule(row) for row in tomllib.loads(text)["rule"])


def _rule(row: dict[str, Any]) -> Rule:
    numbers = {name: value for name, value in row.items() if name not in (*_ALWAYS, *_SAID)}
    said = tuple((language, row[language]) for language in _SAID)
    return Rule(*(row[name] for name in _ALWAYS), said=said, numbers=tuple(numbers.items()))
