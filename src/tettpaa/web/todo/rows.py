"""What waits, sorted by when it is due, in the words of the page."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tettpaa.cases.queries import InboxRow
from tettpaa.cases.states import State, Verb
from tettpaa.kit import clock

QUOTED = 110
"""Letters of what was said that a row shows."""


@dataclass(frozen=True)
class Line:
    """One row of a section, with its one button; ``primary`` is the first thing to do on the page."""

    href: str
    name: str
    detail: str
    why: str
    deadline: str
    due: str
    action: str
    primary: bool


@dataclass(frozen=True)
class Section:
    """``tone`` colours the count: late, soon or offered; later has no colour."""

    id: str
    title: str
    tone: str
    lines: list[Line]


def sections(rows: list[InboxRow]) -> list[Section]:
    """Those that have something in them, the most pressing first."""
    tomorrow = clock.today() + timedelta(days=1)
    held = [row for row in rows if not row.offered]
    kinds = [
        ("late", _("Over fristen"), [r for r in held if r.overdue]),
        ("soon", _("I dag og i morgen"), [r for r in held if not r.overdue and r.due <= tomorrow]),
        ("offered", _("Tilbudt deg"), [r for r in rows if r.offered]),
        ("later", _("Senere"), [r for r in held if r.due > tomorrow]),
    ]
    first = next((found[0] for _kind, _title, found in kinds if found), None)
    return [
        Section(kind, title, kind, [_line(r, kind, r is first) for r in found])
        for kind, title, found in kinds
        if found
    ]


def deadline(due: date, *, answer: bool = False) -> str:
    """``2 dager over``, ``I dag``, ``tor. 3. des.``; for an offer, until when to answer."""
    today = clock.today()
    over = (today - due).days
    if over > 0:
        return ngettext("%(n)s dag over", "%(n)s dager over", over) % {"n": over}
    if answer:
        return _("Svar innen %(day)s") % {"day": short_day(due)}
    if over == 0:
        return _("I dag")
    return _("I morgen") if over == -1 else short_day(due).capitalize()


def short_day(day: date) -> str:
    return date_format(day, "D j. b")


def _line(row: InboxRow, kind: str, primary: bool) -> Line:
    return Line(
        href=reverse(row.kind, args=[row.concern_id]),
        name=row.who,
        detail="" if row.group == row.who else row.group,
        why=_why(row),
        deadline=deadline(row.due, answer=row.offered),
        due=kind,
        action=_action(row, kind),
        primary=primary,
    )


def _why(row: InboxRow) -> str:
    """What was said and by whom, while nobody has seen it; later what is to be done comes first."""
    begins = row.opening
    if begins is None:
        return row.sentence
    words = Truncator(begins.words).chars(QUOTED)
    if row.state != State.RAISED or row.offered:
        return _("%(what)s «%(words)s»") % {"what": row.sentence, "words": words}
    if begins.from_signals:
        return words
    return _("«%(words)s» Sagt fra av %(who)s.") % {"words": words, "who": begins.who}


def _action(row: InboxRow, kind: str) -> str:
    if row.offered:
        return _("Les og svar")
    if kind == "late":
        return _("Ta den nå")
    if row.kind == "measure":
        return _("Evaluer")
    if row.kind == "thread":
        return _("Svar")
    if row.kind in ("mapping", "clarification"):
        return _("Kartlegg") if row.kind == "mapping" else _("Snakk sammen")
    words = {Verb.SEE: _("Se på"), Verb.DECIDE: _("Bestem"), Verb.CLOSE: _("Følg opp")}
    return words.get(row.verb, _("Se på"))
