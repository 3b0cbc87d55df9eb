"""What the page of one young person is given: everything is already what the viewer may see."""

import uuid
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tettpaa.access.decide import decide
from tettpaa.access.topics import Topic
from tettpaa.baton import queries as batons
from tettpaa.cases.queries.beside import beside
from tettpaa.identification.states import SignalState
from tettpaa.insight.circle import Near, topics_of
from tettpaa.insight.story import Contact, Story, Uro, Week
from tettpaa.kit import clock
from tettpaa.kit.periods import Period
from tettpaa.kit.schoolyear import HalfYear, SchoolYear, last_closed_week, monday
from tettpaa.pathway.protection import protections
from tettpaa.web.concerns.strip import Strip, in_words, strip
from tettpaa.web.people import words
from tettpaa.web.people.timeline import Amount, Happening, Picture, picture

if TYPE_CHECKING:
    from tettpaa.accounts.models import User
    from tettpaa.baton.models import Baton

STRIPS = 2
"""Concerns with a whole strip; of the others the list says who has them."""
LANES = 6
"""Lines of one kind on the timeline; the table has all."""
AROUND = ("contact_teacher", "counsellor")
"""Roles that are around every young person; the others see them, but are not theirs."""
TOLD = Topic.ABSENCE | Topic.RESULTS | Topic.CONCERNS | Topic.SIGNALS


@dataclass(frozen=True)
class Open:
    """An open concern, its strip (None: there are more pressing ones), and who has it until when."""

    concern: Uro
    strip: Strip | None
    offered: bool
    mine: bool
    holder: str


@dataclass(frozen=True)
class Row:
    """A line of the timeline's table."""

    day: str
    kind: str
    text: str


def window() -> Period:
    """What the timeline shows: the autumn, from New Year's half on the whole school year; from a Monday."""
    half = HalfYear.of(clock.today())
    return Period(monday(half.year.first), half.last)


def context(story: Story, near: list[Near], leads: set[uuid.UUID], *, viewer: "User") -> dict[str, Any]:
    """For ``people/person.html``; ``leads`` are the units that the viewer leads."""
    sees = topics_of(near, viewer=viewer)
    weeks = _weeks(story) if sees & Topic.ABSENCE else []
    going = _open(story, viewer)
    place = story.place
    hidden = not sees & Topic.WHEREABOUTS
    around = beside(story.id, viewer=viewer) if sees & Topic.CONCERNS else []
    teachers = [one.name for one in near if one.role == "contact_teacher"]
    return {
        "page_title": story.name,
        "story": story,
        "lede": _lede(story, teachers, hidden),
        "protection": protections()[story.protection] if story.protection else None,
        "hidden": hidden,
        "may_protect": any(one.now and one.unit_id in leads for one in story.places),
        "levels": list(protections().values()),
        "going": going,
        "plan": next((one for one in around if one.kind == "plan"), None),
        "consented": sorted({one.where for one in near if one.ground == "consent"})
        if _follows(near, viewer)
        else None,
        "mappings": [one for one in around if one.kind == "mapping"],
        "clarifications": [one for one in around if one.kind == "clarification"],
        "clarification_open": any(one.open for one in around if one.kind == "clarification"),
        "mapping_open": any(one.open for one in around if one.kind == "mapping"),
        "request_key": uuid.uuid4(),
        "closed": [(one, words.state(one)) for one in story.concerns if one.state == "closed"],
        "sees": {topic.name.lower(): bool(sees & topic) for topic in Topic},
        "unseen": words.topics(TOLD & ~sees),
        "picture": _picture(story, weeks, sees) if sees & TOLD else None,
        "unit": _unit(weeks),
        "limit": story.limit and f"{story.limit * 100:g}",
        "span": words.span(HalfYear.of(clock.today())),
        "weeks": [_week(one) for one in weeks],
        "rows": _rows(story, sees),
        "marks": words.table(story.marks) if story.marks else None,
        "new": [one for one in story.hits if one.state == SignalState.NEW],
        "answered": [one for one in story.hits if one.state != SignalState.NEW],
        "around": _around(near),
        "guardians": [(one, _reach(story.contacts, one.id)) for one in story.guardians],
        "reach": _reach(story.contacts, None) or _own(story),
        "why": words.listed(list(dict.fromkeys(one.said for one in near if one.user_id == viewer.id))),
        "everybody": _everybody(near),
        "group": place.group_id if place and place.now else None,
        "follows": bool(sees & Topic.CONCERNS and decide(viewer, "plan.open", story.id)),
    }


def _follows(near: list[Near], viewer: "User") -> bool:
    """Whether the viewer sees concerns by what they are: may look at consents and register them."""
    mine = [one for one in near if one.user_id == viewer.id and one.ground in ("group", "unit")]
    return any(one.topics & Topic.CONCERNS for one in mine)


def _lede(story: Story, teachers: list[str], hidden: bool) -> str:
    parts = [_("%(age)s år") % {"age": story.age}] if story.age is not None else []
    nowhere = _("hvor ungdommen går, er skjermet") if hidden else _("ikke registrert på noen skole")
    parts += words.place(story.place) if story.place else [nowhere]
    if teachers:
        parts.append(_("kontaktlærer %(name)s") % {"name": words.listed(teachers)})
    return " · ".join(parts)


def _open(story: Story, viewer: "User") -> list[Open]:
    """The most pressing first: what the viewer is asked about or has, then by deadline."""
    rows = [one for one in story.concerns if one.state != "closed"]
    held = batons.of_many("concern", [one.id for one in rows], viewer=viewer) if rows else {}

    def pressing(one: Uro) -> tuple[bool, bool, date]:
        baton = held.get(one.id)
        if baton is None:
            return True, True, date.max
        return baton.offered_to_id != viewer.id, baton.holder_id != viewer.id, baton.due

    rows.sort(key=pressing)
    return [_going(one, held.get(one.id), viewer, place < STRIPS) for place, one in enumerate(rows)]


def _going(one: Uro, baton: "Baton | None", viewer: "User", whole: bool) -> Open:
    if baton is None:
        return Open(one, None, False, False, "")
    said = _("%(who)s har ansvaret, frist %(day)s") % {"who": baton.holder.name, "day": in_words(baton.due)}
    told = strip(baton, viewer=viewer) if whole else None
    return Open(one, told, baton.offered_to_id == viewer.id, baton.holder_id == viewer.id, said)


def _weeks(story: Story) -> list[Week]:
    """Closed weeks only: half a week looks like a fall."""
    last = last_closed_week(clock.today())
    return [one for one in story.weeks if one.monday <= last]


def _unit(weeks: list[Week]) -> str:
    """Per cent of the lessons; hours where there is no timetable to hold them against."""
    return "share" if any(one.taught for one in weeks) or not weeks else "hours"


def _picture(story: Story, weeks: list[Week], sees: Topic) -> Picture:
    share = _unit(weeks) == "share"
    limit = story.limit if share else None
    amounts = [
        Amount(
            one.monday,
            (one.share or 0) * 100 if share else one.minutes / 60,
            limit is not None and (one.share or 0) > limit,
        )
        for one in weeks
    ]
    shown, today = window(), clock.today()
    return picture(
        first=shown.first,
        last=shown.last,
        today=today,
        amounts=amounts if sees & Topic.ABSENCE else None,
        limit=limit and limit * 100,
        lanes=(
            (_("Karakterer"), _terms(story, shown)),
            (_("Regler"), _hits(story, shown)[:LANES]),
            (_("Uro"), _concerns(story, shown)[:LANES]),
        ),
    )


def _terms(story: Story, shown: Period) -> list[Happening]:
    """Those of the axis, and the one before it, at its edge."""
    found = words.terms(story.marks)
    before = [one for one in found if one.last < shown.first][-1:]
    return [
        Happening(one.sentence, one.last, None, 2, True)
        for one in (*before, *(one for one in found if one.last >= shown.first))
    ]


def _hits(story: Story, shown: Period) -> list[Happening]:
    rows = [one for one in story.hits if one.last_seen >= shown.first]
    return [
        Happening(one.told.title, one.first_seen, one.last_seen, 1, one.state != SignalState.NEW)
        for one in rows
    ]


def _concerns(story: Story, shown: Period) -> list[Happening]:
    today = clock.today()
    rows = [one for one in story.concerns if (_day(one.closed_at) or today) >= shown.first]
    return [
        Happening(
            _said(one), _day(one.raised_at) or today, _day(one.closed_at) or today, 3,
            one.state == "closed",
        )
        for one in rows
    ]  # fmt: skip


def _said(one: Uro) -> str:
    return _("Sagt fra: %(state)s") % {"state": words.state(one)}


def _rows(story: Story, sees: Topic) -> list[Row]:
    """All that the lanes show and what they have no room for, the latest first."""
    found: list[tuple[date, str, str]] = [
        *((one.last, _("Karakterer"), one.sentence) for one in words.terms(story.marks)),
        *(
            (one.first_seen, _("Regel"), " ".join((f"{one.told.title}.", *one.told.sentences)))
            for one in story.hits
        ),
        *(
            (_day(one.raised_at) or date.min, _("Uro"), _said(one))
            for one in story.concerns
        ),
    ]  # fmt: skip
    this_year = SchoolYear.from_date(clock.today()).first
    return [
        Row(words.day(on, year=on < this_year), kind, text)
        for on, kind, text in sorted(found, key=lambda row: row[0], reverse=True)
    ]


def _week(one: Week) -> dict[str, str]:
    share = one.share
    return {
        "number": str(one.monday.isocalendar().week),
        "monday": words.day(one.monday),
        "hours": number_format(one.minutes / 60, 1),
        "share": f"{number_format(share * 100, 1)} %" if share is not None else "–",
        "days": str(one.days),
    }


def _day(moment: Any) -> date | None:
    return moment.astimezone(clock.OSLO).date() if moment else None


def _reach(contacts: list[Contact], guardian: Any) -> list[Contact]:
    return [one for one in contacts if one.guardian_id == guardian]


def _own(story: Story) -> list[Contact]:
    given = (("phone", story.phone), ("email", story.email))
    return [Contact(None, kind, value, None) for kind, value in given if value]


def _around(near: list[Near]) -> list[Near]:
    """Each once: who holds a concern, then contact teacher and counsellor."""
    rank = {"": 0, **{role: place for place, role in enumerate(AROUND, 1)}}
    rows = [one for one in near if one.ground == "baton" or one.role in AROUND]
    found: dict[Any, Near] = {}
    for one in sorted(rows, key=lambda one: rank[one.role]):
        if one.user_id in found:
            continue
        with_role = next((n for n in rows if n.user_id == one.user_id and n.role), one)
        found[one.user_id] = with_role
    return list(found.values())


def _everybody(near: list[Near]) -> list[dict[str, Any]]:
    """Each once, with every reason, and what they see beside who it is."""
    found = []
    for _user, lines in groupby(near, key=lambda one: one.user_id):
        mine = list(lines)
        all_topics = Topic(0)
        for one in mine:
            all_topics |= one.topics
        why = words.listed(list(dict.fromkeys(one.why for one in mine)))
        found.append({"near": mine[0], "why": why, "sees": words.topics(all_topics)})
    return found
