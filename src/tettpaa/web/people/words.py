"""A young person's story in the words of the page."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tettpaa.access.topics import Topic
from tettpaa.engine.book import standard_book
from tettpaa.insight.story import Mark, Place, Uro
from tettpaa.kit.schoolyear import HalfYear

FAILED = ("IV", "1")
_LAST = str.maketrans("æøå", "{|}")
TERMS = 4
"""Columns of the table of marks."""


def language() -> str:
    return (get_language() or "nb")[:2]


def level(code: str) -> str:
    """``Vg1``; empty for one that says nothing beside the school."""
    return {"vg1": "Vg1", "vg2": "Vg2", "vg3": "Vg3", "apprentice": _("lærling")}.get(code, "")


def programme(code: str) -> str:
    return _programmes().get(code[:2], {}).get(language(), "")


def place(one: Place) -> list[str]:
    """``Vg1 Bygg- og anleggsteknikk, 1BAA`` and the school."""
    way = " ".join(filter(None, (level(one.level), programme(one.programme))))
    at = (
        one.unit
        if one.now
        else _("%(unit)s til %(day)s") % {"unit": one.unit, "day": day(one.last, year=True)}
    )
    return [part for part in (", ".join(filter(None, (way, one.group))), at) if part]


def day(on: date | None, *, year: bool = False) -> str:
    """``3. desember``."""
    return date_format(on, "j. F Y" if year else "j. F") if on else ""


def subject(name: str) -> str:
    """What the standard rule book calls the subject, else the name itself."""
    said = _labels().get(name, {}).get(language(), name.replace("_", " "))
    return said[:1].upper() + said[1:]


def mark(code: str) -> str:
    return {"exempt": _("fritatt")}.get(code, code)


def term(half: HalfYear) -> str:
    """``vår 2026``."""
    words = {"year": half.first.year}
    return _("høst %(year)s") % words if half.half == 1 else _("vår %(year)s") % words


def span(half: HalfYear) -> str:
    """What the axis shows: the autumn alone, then the whole school year."""
    return _("Høsten %(year)s") % {"year": half.first.year} if half.half == 1 else _("Skoleåret %(year)s") % {
        "year": half.year}  # fmt: skip


def state(one: Uro) -> str:
    """How far a concern has come, in a few words."""
    if one.state == "closed":
        return _("avsluttet %(day)s") % {"day": day(one.closed_at.date() if one.closed_at else None)}
    if one.state == "decided" and one.decision == "passed_on":
        return _("sendt videre, ikke tatt imot ennå")
    if one.state == "decided" and one.follow_up:
        return _("følges opp, ses på igjen %(day)s") % {"day": day(one.follow_up)}
    return {"raised": _("ikke sett ennå"), "seen": _("sett, ikke bestemt ennå")}.get(
        one.state, _("følges opp")
    )


def topics(found: Topic) -> str:
    """``fravær, resultater og uro``: what one sees beside who it is."""
    words = {
        Topic.ABSENCE: _("fravær"), Topic.RESULTS: _("karakterer"), Topic.CONCERNS: _("uro"),
        Topic.SIGNALS: _("signaler"), Topic.ENVIRONMENT: _("skolemiljø"),
    }  # fmt: skip
    return listed([word for topic, word in words.items() if found & topic])


def listed(words: list[str]) -> str:
    """``a, b og c``."""
    if len(words) < 2:
        return "".join(words)
    return _("%(all)s og %(last)s") % {"all": ", ".join(words[:-1]), "last": words[-1]}


@dataclass(frozen=True)
class Term:
    """The marks of a half-year; ``last`` is the day of the latest."""

    name: str
    last: date
    mean: float | None
    failed: int

    @property
    def sentence(self) -> str:
        """``Vår 2026: snitt 3,4, 1 fag uten bestått``."""
        parts = []
        if self.mean is not None:
            parts.append(_("snitt %(mean)s") % {"mean": number_format(self.mean, 1)})
        if self.failed:
            parts.append(
                ngettext("%(n)s fag ikke bestått", "%(n)s fag ikke bestått", self.failed) % {"n": self.failed}
            )
        return f"{self.name[:1].upper()}{self.name[1:]}: {', '.join(parts) or _('karakterer satt')}"


def terms(marks: list[Mark]) -> list[Term]:
    """Each half-year with marks, the earliest first."""
    found: dict[HalfYear, list[Mark]] = defaultdict(list)
    for one in marks:
        found[HalfYear.of(one.happened)].append(one)
    return [_term(half, found[half]) for half in sorted(found)]


def _term(half: HalfYear, marks: list[Mark]) -> Term:
    numbers = [int(one.mark) for one in marks if one.mark.isdigit()]
    failed = len({one.subject for one in marks if one.mark in FAILED})
    mean = sum(numbers) / len(numbers) if numbers else None
    return Term(term(half), max(one.happened for one in marks), mean, failed)


@dataclass(frozen=True)
class Marks:
    """The table of marks: a row a subject, a column for each of the latest terms."""

    terms: list[str]
    rows: list[tuple[str, list[str]]]


def table(marks: list[Mark]) -> Marks:
    """Several marks of a subject in one term stand beside each other, in order."""
    halves = sorted({HalfYear.of(one.happened) for one in marks})[-TERMS:]
    cells: dict[str, dict[HalfYear, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in marks:
        if (half := HalfYear.of(one.happened)) in halves:
            cells[one.subject][half].append(mark(one.mark))
    rows = [(subject(name), [" / ".join(cells[name][half]) for half in halves]) for name in cells]
    return Marks(
        [term(half) for half in halves], sorted(rows, key=lambda row: row[0].lower().translate(_LAST))
    )


@cache
def _labels() -> dict[str, dict[str, str]]:
    return standard_book().labels


@cache
def _programmes() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("programmes.toml").read_text(encoding="utf-8"))
