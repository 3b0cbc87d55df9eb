"""Lines of the log as one reads them: a day at a time, what is alike in one line."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tettpaa.access.topics import Topic
from tettpaa.cases.rules import marks
from tettpaa.insight.circle import Near
from tettpaa.kit import clock
from tettpaa.oversight.queries import Line
from tettpaa.web.people import words as people

if TYPE_CHECKING:
    from tettpaa.oversight.models import Question

PLAIN = Topic.BASIC | Topic.WHEREABOUTS | Topic.ABSENCE | Topic.RESULTS
"""To the family all else is one: a grown-up tells of a concern before a screen does."""


@dataclass
class Entry:
    """Who, as what, and what of the person; ``times`` of the day, the latest first. ``id``: the latest read."""

    id: uuid.UUID
    name: str
    initials: str
    why: str
    what: str
    refused: bool
    times: list[str] = field(default_factory=list)
    question: "Question | None" = None


@dataclass(frozen=True)
class Day:
    name: str
    entries: list[Entry]


def days(lines: Iterable[Line], asked: "dict[uuid.UUID, Question]", *, family: bool) -> list[Day]:
    """The latest day first; in it, by when somebody last read. ``asked``: questions by the id of their read."""
    return [
        Day(day_name(on), _entries(list(of_day), asked, family))
        for on, of_day in groupby(lines, key=lambda line: _local(line.at).date())
    ]


def _entries(lines: list[Line], asked: "dict[uuid.UUID, Question]", family: bool) -> list[Entry]:
    found: dict[tuple, Entry] = {}
    for line in lines:
        why, said = why_of(line), what_of(line.sections, family=family)
        key = (line.actor_id, why, said, line.refused)
        entry = found.setdefault(key, Entry(line.id, line.name, initials(line.name), why, said, line.refused))
        if (at := clock_time(line.at)) not in entry.times:
            entry.times.append(at)
        entry.question = entry.question or asked.get(line.id)
    return list(found.values())


def why_of(line: Line) -> str:
    """What the reader is: «kontaktlærer i 1BAA»; without a ground, how they came to it."""
    if line.refused:
        return _("har ikke tilgang, og slapp ikke inn")
    if not line.ground:
        return _("fant navnet i et søk")
    if line.ground == "baton":
        return _("har ansvar for oppfølging")  # a list of reads is no place to learn that there is a concern
    return Near(line.actor_id, line.name, "", line.ground, line.role, line.place, line.sections).why


def what_of(sections: Topic, *, family: bool) -> str:
    """``navn, skole og kontaktinformasjon, fravær og oppfølging``; for others than the family, each topic by name."""
    who = _("navn, skole og kontaktinformasjon") if sections & Topic.WHEREABOUTS else _("navn")
    found = [who] if sections & (Topic.BASIC | Topic.WHEREABOUTS) else []
    if family:
        rest = [_("oppfølging")] if sections & ~PLAIN else []
        return people.listed(found + _named(sections & PLAIN) + rest)
    return people.listed(found + _named(sections))


def _named(sections: Topic) -> list[str]:
    marked = {one.topic: str(one.label) for one in marks().values()}
    names = [people.topics(topic) or marked.get(topic, "") for topic in Topic if sections & topic]
    return [name for name in names if name]


def day_name(on: date) -> str:
    """``Mandag 23. november``, with the year when it is another."""
    said = date_format(on, "l j. F" if on.year == clock.today().year else "l j. F Y")
    return said[:1].upper() + said[1:]


def clock_time(at: datetime) -> str:
    return date_format(_local(at), "H.i")


def initials(name: str) -> str:
    parts = name.split()
    return (parts[0][:1] + parts[-1][:1]).upper() if parts else ""


def _local(at: datetime) -> datetime:
    return at.astimezone(clock.OSLO)
