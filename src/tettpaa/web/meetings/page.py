"""What the pages of a meeting are given. Decisions are shown as the measures they became."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tettpaa.kit import clock
from tettpaa.kit.errors import StaleWrite
from tettpaa.measures import queries as measures
from tettpaa.measures.rules import Offer
from tettpaa.measures.rules import offers as catalogue
from tettpaa.measures.states import State as Measured
from tettpaa.meetings import queries
from tettpaa.meetings.queries import Sheet, Talk
from tettpaa.meetings.rules import PART
from tettpaa.meetings.states import State
from tettpaa.pathway import queries as pathway
from tettpaa.web.consent.words import topic_label
from tettpaa.web.meetings.forms import MinuteForm
from tettpaa.web.plan.page import axis, since
from tettpaa.workflows import meetings as workflows

if TYPE_CHECKING:
    from tettpaa.accounts.models import User
    from tettpaa.measures.models import Measure
    from tettpaa.meetings.models import Decision, Item, Minute


@dataclass(frozen=True)
class Decided:
    """What was decided, as it is now; ``state`` is done, late or open."""

    measure: "Measure"
    state: str


@dataclass(frozen=True)
class Part:
    """One part of the minutes; ``form`` None: the meeting is over."""

    label: str
    minute: "Minute | None"
    form: MinuteForm | None


def agenda(sheet: Sheet, *, named: bool) -> dict[str, Any]:
    row = sheet.meeting
    return {
        "page_title": row.team.name, "row": row, "lines": sheet.lines, "open": row.state == State.PLANNED,
        "seats": [(one, sheet.there.get(one.user_id)) for one in sheet.seats], "noted": bool(sheet.there),
        "first": next((one for one in sheet.lines if not one.talked), None), **_names(sheet, named),
    }  # fmt: skip


def talk(found: Talk, *, named: bool, viewer: "User") -> dict[str, Any]:
    """The axis and decisions are of those who may know who it is about; ``named``: the name is shown too."""
    line, lines, item = found.line, found.lines, found.line.item
    at = lines.index(line)
    context: dict[str, Any] = {
        "page_title": item.person.name if item and named else line.summary,
        "row": found.meeting, "line": line, "lines": lines, "count": len(lines), "named": named and item,
        "open": found.meeting.state == State.PLANNED, "item": item,
        "before": lines[at - 1] if at else None, "after": lines[at + 1] if at + 1 < len(lines) else None,
        "unknowing": found.unknowing,
    }  # fmt: skip
    if item is None:
        return context
    rows = measures.of_person(item.person_id, viewer=viewer)
    done = {one.id: Decided(one, _state(one)) for one in rows}
    weeks = pathway.absence_weeks(item.person_id, since(), clock.today(), viewer=viewer)
    return context | {
        "last": [done[one.measure] for one in found.before if one.measure in done],
        "last_day": found.before[0].item.meeting.starts if found.before else None,
        "decided": [done[one.measure] for one in found.decided if one.measure in done],
        "plan": next((one.subject_id for one in rows), None),
        "picture": axis(rows, weeks) if rows or weeks else None,
        "parts": [
            Part(_label(code) or _("referat"), one, None) for code, one in found.minutes.items() if one.words
        ],
    }


def parts(found: Talk, stale: StaleWrite | None) -> list[Part]:
    """A form for each part that the viewer may read; what was typed stands in the one that was stale."""
    made = []
    for code, topic in PART.items():
        minute = found.minutes.get(code)
        if not found.topics & topic:
            continue
        words, version = (minute.words, minute.version) if minute else ("", 0)
        if stale and stale.theirs.topic == int(topic):
            words, version = stale.mine["words"], stale.theirs.version
        made.append(Part(_label(code), minute, MinuteForm(None, code, version, words)))
    return made


def offers() -> list[Offer]:
    """What kinds of measure a decision can be, what is just agreed first; what several do as one is made in a plan."""
    ours = catalogue(clock.today())
    rest = [one for code, one in ours.items() if code != workflows.OFFER and not one.combines]
    return [ours[workflows.OFFER], *rest]


def minutes(sheet: Sheet, *, named: bool, viewer: "User") -> dict[str, Any]:
    found = queries.of_meeting(sheet.meeting.id, viewer=viewer)
    done = _measures([one for said in found.values() for one in said.decided], viewer)
    nothing = queries.Said([], [])
    there = [one.user.name for one in sheet.seats if sheet.there.get(one.user_id)]
    away = [one.user.name for one in sheet.seats if sheet.there.get(one.user_id) is False]
    return {
        "page_title": _("Referat: %(team)s") % {"team": sheet.meeting.team.name}, "row": sheet.meeting,
        "said": [(line, *_told(found.get(line.id, nothing), done)) for line in sheet.lines],
        "there": there, "away": away, **_names(sheet, named),
    }  # fmt: skip


def history(
    person: uuid.UUID, *, viewer: "User"
) -> list[tuple["Item", list[tuple[str, str]], list[Decided]]]:
    """Each time that a team talked, or is to talk, of the person."""
    found = queries.of_person(person, viewer=viewer)
    done = _measures([one for _item, said in found for one in said.decided], viewer)
    return [(item, *_told(said, done)) for item, said in found]


def _names(sheet: Sheet, named: bool) -> dict[str, bool]:
    """Whether names are shown, and whether the viewer may know any to show."""
    return {"named": named, "may_name": any(one.item for one in sheet.lines)}


def _told(said: queries.Said, done: dict[uuid.UUID, Decided]) -> tuple[list[tuple[str, str]], list[Decided]]:
    label = {int(topic): _label(code) for code, topic in PART.items()}
    parts = [(label[one.topic], one.words) for one in said.minutes]
    return parts, [done[one.measure] for one in said.decided if one.measure in done]


def _measures(rows: "list[Decision]", viewer: "User") -> dict[uuid.UUID, Decided]:
    found = measures.some([one.measure for one in rows], viewer=viewer) if rows else []
    return {one.id: Decided(one, _state(one)) for one in found}


def _state(measure: "Measure") -> str:
    if measure.state == Measured.EVALUATED:
        return "done"
    return "late" if measure.evaluate_on < clock.today() else "open"


def _label(code: str) -> str:
    return topic_label(code) if code else ""
