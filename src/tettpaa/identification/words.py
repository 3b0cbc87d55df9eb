"""Signals and rules in the reader's language, rendered when they are read."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tettpaa.engine.book import parse_book
from tettpaa.engine.indicators import NAMES, ResultCount
from tettpaa.engine.rules import LANGUAGES, Combination, Condition, Rule, RuleBook, When
from tettpaa.engine.sentences import LOCALES, _Words, sentences
from tettpaa.engine.signals import Evidence, Signal
from tettpaa.identification import rules
from tettpaa.kit import clock

_NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Told:
    """What a signal says: the rule's title, a sentence for each condition that held, the rule's source.

    ``duty`` is what the law asks for (the code of a duty), empty for most.
    """

    title: str
    sentences: list[str]
    source: str
    duty: str


@dataclass(frozen=True)
class Line:
    """One line of a rule's conditions; ``depth`` 0 is outermost."""

    depth: int
    text: str


def language() -> str:
    """The reader's language: nb, nn or en."""
    short = (get_language() or "nb")[:2]
    return short if short in LANGUAGES else "nb"


@lru_cache(maxsize=8)
def book_of(text: str) -> RuleBook:
    """Reading a book takes longer than a page may."""
    return parse_book(text)


def rule_of(book: RuleBook, name: str, valid_from: date) -> Rule:
    """The rule of that version; StopIteration is a broken database."""
    return next(rule for rule in book.rules if rule.name == name and rule.valid_from == valid_from)


def told(name: str, valid_from: date, evidence: rules.Evidence, book: RuleBook) -> Told:
    """The signal in words."""
    rule = rule_of(book, name, valid_from)
    in_engine = tuple(
        Evidence(**{key: value for key, value in item.items() if key != "events"}) for item in evidence
    )
    # Of a signal, the sentences read its evidence only; who it is about is no part of them.
    signal = Signal(_NOBODY, name, book.version, valid_from, rule.severity, clock.today(), in_engine)
    said = sentences(signal, rule, book, language())
    for index, item in enumerate(evidence):
        if item.get("events"):
            said[index] += " " + _events(item["events"], book)
    first = rules.first_of(rule, clock.today())
    return Told(rule.title[language()], said, rule.source[language()], first.duty if first else "")


def reason_label(code: str) -> str:
    """An answer's reason in words; empty for none."""
    return rules.reasons()[code].label[language()] if code else ""


def conditions(rule: Rule, book: RuleBook) -> list[Line]:
    """The rule in words, a line for each condition, under what combines them."""
    words = _Words(language(), book.labels)
    return list(_lines(rule.when, words, 0))


def _lines(when: When, words: _Words, depth: int) -> Iterator[Line]:
    if isinstance(when, Condition):
        yield Line(depth, _condition(when, words))
        return
    yield Line(depth, _combination(when, words.language))
    for part in when.parts:
        yield from _lines(part, words, depth + 1)


def _combination(when: Combination, language: str) -> str:
    form = "all" if when.need == len(when.parts) else "any" if when.need == 1 else "some"
    return str(_catalogue()["combination"][form][language]).format(need=when.need)


def _condition(condition: Condition, words: _Words) -> str:
    indicator = condition.indicator
    found = _catalogue()[NAMES[type(indicator)]]
    for key in (getattr(indicator, "measure", ""), getattr(indicator, "what", "")):
        found = found.get(key, found)
    subjects = ""
    if isinstance(indicator, ResultCount) and indicator.subjects:
        subjects = f" ({words.list_of(map(words.label, indicator.subjects), 'or')})"
    text = str(found[words.language]).format(
        **words.parameters(indicator), limit=words.limit(condition), subjects=subjects
    )
    return text[0].upper() + text[1:]


def _events(events: list[dict[str, Any]], book: RuleBook) -> str:
    """«Gjelder matematikk (3. november).»"""
    words = _Words(language(), book.labels)
    parts = []
    for event in events:
        day = format_date(date.fromisoformat(event["happened"]), "d. MMMM", LOCALES[language()])
        parts.append(f"{words.label(event['subject'])} ({day})" if event["subject"] else day)
    return _("Gjelder %(what)s.") % {"what": words.list_of(parts)}


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("conditions.toml").read_text(encoding="utf-8"))
