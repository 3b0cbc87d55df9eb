"""A signal in words, in three languages: what was seen, and the limit it met. No label on anyone."""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from tettpaa.engine.indicators import (
    NAMES,
    SUBJECTS_APART,
    Absence,
    AbsenceLimit,
    EnrolmentChanges,
    EventCount,
    Indicator,
    ResultCount,
    Score,
    SingleLessonDays,
    WeekdayAbsence,
)
from tettpaa.engine.rules import Condition, Rule, RuleBook
from tettpaa.engine.signals import Evidence, Signal
from tettpaa.facts.schema import ABSENCE_KINDS

LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
MINUTES_AN_HOUR = 60


def sentences(signal: Signal, rule: Rule, book: RuleBook, language: str) -> list[str]:
    """One sentence for each condition that held, in the order of the rule."""
    return [
        _Words(language, book.labels).sentence(rule.conditions[item.condition], item)
        for item in signal.evidence
    ]


def rule_in_words(rule: Rule, book: RuleBook, language: str) -> list[str]:
    """The limits of the rule's conditions, from left to right: ``absence_share: above 10%``."""
    words = _Words(language, book.labels)
    return [f"{NAMES[type(c.indicator)]}: {words.limit(c)}" for c in rule.conditions]


@cache
def _catalogue() -> dict[str, Any]:
    text = files(__package__).joinpath("sentences.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


class _Words:
    def __init__(self, language: str, labels: dict[str, dict[str, str]]) -> None:
        self.language = language
        self.locale = LOCALES[language]
        self.labels = labels

    def sentence(self, condition: Condition, evidence: Evidence) -> str:
        indicator = condition.indicator
        words = {
            "value": self.beside_limit(condition, evidence.value),
            "part": self.number(self.in_hours(indicator, evidence.part)),
            "whole": self.number(self.in_hours(indicator, evidence.whole)),
            "detail": self.detail(indicator, evidence.detail or ""),
            "limit": self.limit(condition),
            **self.parameters(indicator),
        }
        text = str(self.template(indicator).format(**words))
        return text[0].upper() + text[1:]

    def template(self, indicator: Indicator) -> str:
        found = _catalogue()[NAMES[type(indicator)]]
        if isinstance(indicator, Score | EventCount):
            found = found[indicator.measure]
        if isinstance(indicator, EnrolmentChanges):
            found = found[indicator.what]
        return str(found[self.language])

    def parameters(self, indicator: Indicator) -> dict[str, str]:
        """The words that an indicator's parameters become."""
        words = {"kinds": ""}
        if isinstance(indicator, Absence | EventCount):
            words["window"] = self.window(indicator.weeks)
        if isinstance(indicator, Absence) and set(indicator.kinds) != set(ABSENCE_KINDS):
            words["kinds"] = f" ({self.list_of(self.word('kinds', kind) for kind in indicator.kinds)})"
        if isinstance(indicator, WeekdayAbsence):
            words["weekdays"] = self.list_of(self.word("weekdays", day) for day in indicator.weekdays)
        for name in ("name", "days", "marks", "among"):
            value = getattr(indicator, name, None)
            if name == "among" and value is not None:
                words[name] = self.word("among", value)
            elif isinstance(value, tuple):
                words[name] = self.list_of(value, "or")
            elif value is not None:
                words[name] = self.label(str(value))
        return words

    def window(self, weeks: int | None) -> str:
        if weeks is None:
            return self.word("window", "year")
        return self.word("window", "one" if weeks == 1 else "more").format(weeks=weeks)

    def limit(self, condition: Condition) -> str:
        figure = self.figure(condition.indicator, condition.limit)
        return self.word("limit", condition.compare).format(limit=figure)

    def beside_limit(self, condition: Condition, value: float) -> str:
        """The figure, with more decimals where it would look like the limit without being it."""
        shown = self.figure(condition.indicator, value)
        if shown == self.figure(condition.indicator, condition.limit) and value != condition.limit:
            return self.figure(condition.indicator, value, more="####")
        return shown

    def figure(self, indicator: Indicator, value: float, more: str = "") -> str:
        """A share as per cent, all else as a number."""
        if indicator.unit == "share" or getattr(indicator, "measure", None) == "percentile":
            sign = "%" if self.language == "en" else " %"
            return str(format_percent(value, f"#,##0.#{more}{sign}", self.locale))
        return self.number(value, more)

    def number(self, value: float | None, more: str = "") -> str:
        return "" if value is None else str(format_decimal(value, f"#,##0.##{more}", self.locale))

    def in_hours(self, indicator: Indicator, value: float | None) -> float | None:
        """Minutes of absence as hours of 60 minutes."""
        in_minutes = isinstance(indicator, Absence | AbsenceLimit) and not isinstance(
            indicator, SingleLessonDays
        )
        return value / MINUTES_AN_HOUR if in_minutes and value is not None else value

    def label(self, name: str) -> str:
        """What the rule book calls it, or the name itself with spaces."""
        return self.labels.get(name, {}).get(self.language, name.replace("_", " "))

    def detail(self, indicator: Indicator, detail: str) -> str:
        """The subject, or the subjects of a count."""
        names = detail.split(SUBJECTS_APART) if isinstance(indicator, ResultCount) else [detail]
        return self.list_of(self.label(name) for name in names)

    def list_of(self, words: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
        return str(format_list(list(words), style=style, locale=self.locale))

    def word(self, group: str, key: str) -> str:
        return str(_catalogue()[group][key][self.language])
