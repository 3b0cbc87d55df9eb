"""From signals to somebody who reacts: one concern for each young person, and new signals join it.

PermissionDenied with the reason for one who may not triage at the unit; signals that somebody else has
answered meanwhile are left as they are.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tettpaa.accounts.models import User
from tettpaa.baton.rules import ladder_for
from tettpaa.cases.access import Matter
from tettpaa.cases.models import Concern
from tettpaa.cases.queries.raising import first_on
from tettpaa.cases.rules import due, duties
from tettpaa.cases.states import About, State, Urgency
from tettpaa.identification import actions, queries
from tettpaa.identification.queries import SignalRow
from tettpaa.identification.rules import for_today
from tettpaa.kit import clock
from tettpaa.organisations.models import Unit
from tettpaa.organisations.queries import closures
from tettpaa.workflows import concerns

ORIGIN = "signal"


@dataclass(frozen=True)
class TakenUp:
    """One young person's. ``joined``: to a concern that was open; else ``receiver`` holds it from now on."""

    person: uuid.UUID
    concern: uuid.UUID
    signals: list[uuid.UUID]
    joined: bool
    receiver: User | None = None
    due: date | None = None


@dataclass(frozen=True)
class Foreseen:
    """What taking up would bring: ``joins`` are open concerns by person; the rest go to the ``receiver``.

    They are to be seen by ``due``, the urgent by ``today``. No receiver: they go to who leads.
    """

    joins: dict[uuid.UUID, uuid.UUID]
    receiver: User | None
    role: str
    due: date
    today: date


def foresee(people: Iterable[uuid.UUID], *, viewer: User, unit: Unit, group: uuid.UUID | None) -> Foreseen:
    """For the page, before anybody acts: the young people are of one class."""
    first = first_on(ladder_for(unit.kind, clock.today()), unit.id, group, None, by=viewer)
    user, role = first or (None, "")
    closed = closures(unit.id)
    return Foreseen(
        _open_concerns(people),
        user,
        role,
        due("seen", Urgency.THIS_WEEK, closed),
        due("seen", Urgency.TODAY, closed),
    )


@transaction.atomic
def take_up(*, by: User, signals: Iterable[uuid.UUID], mine: bool = False) -> list[TakenUp]:
    """Follow the signals up: each young person gets one concern with all of theirs, or they join one.

    The holder and the deadline are those of «Si fra»: the contact teacher first; ``mine``: the one who takes
    it up keeps it. Doing it twice is doing it once.
    """
    held = actions.hold(signals=signals, by=by)
    already = _open_concerns(held)
    return [_react(by, person, ids, already.get(person), mine) for person, ids in held.items()]


@transaction.atomic
def join_new(*, by: User) -> list[TakenUp]:
    """After a run, as the system: new signals about those who have an open concern join it."""
    new = queries.new_of(viewer=by)
    already = _open_concerns(new)
    held = actions.hold(signals=[one for person in already for one in new[person]], by=by)
    return [_react(by, person, ids, already[person], False) for person, ids in held.items()]


def _open_concerns(people: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """The open concern that signals join, by person: one that came from signals, or else the oldest.

    Never one that the law sends straight to the leader for today: bullying is not about hours away.
    """
    calm = [
        duty.code for duty in duties().values() if duty.recorded and not duty.urgent and duty.seen is None
    ]
    found = Concern.objects.filter(person_id__in=list(people), duty__in=calm).exclude(state=State.CLOSED)
    rows = sorted(found, key=lambda row: (row.origin_kind == ORIGIN, -row.raised_at.timestamp(), str(row.id)))
    return {row.person_id: row.id for row in rows}


def _react(
    by: User, person: uuid.UUID, ids: list[uuid.UUID], concern: uuid.UUID | None, mine: bool
) -> TakenUp:
    rows = queries.signals(ids, viewer=by)
    if concern is not None:
        concerns.join_signals(by=by, concern=concern, signals=ids, text=_words(rows))
        actions.mark_taken(signals=ids, concern=concern, by=by)
        return TakenUp(person, concern, ids, joined=True)
    urgent = for_today(max(row.priority for row in rows), clock.today())
    raised = concerns.raise_concern(
        by=by,
        matter=Matter(About.PERSON, person),
        words=_words(rows),
        urgency=Urgency.TODAY if urgent else Urgency.THIS_WEEK,
        duty=next((row.told.duty for row in rows if row.told.duty), "other"),
        request_key=uuid.uuid5(ids[0], ",".join(sorted(map(str, ids)))),
        signals=ids,
        origin=(ORIGIN, ids[0]),
        mine=mine,
    )
    assert raised.concern is not None, "a duty that is only reported is none of a signal's"
    actions.mark_taken(signals=ids, concern=raised.concern, by=by)
    return TakenUp(person, raised.concern, ids, False, raised.receiver, raised.due)


def _words(rows: list[SignalRow]) -> str:
    """The signals as they read when they were taken up."""
    lines = [f"– {row.told.title}. {' '.join(row.told.sentences)}" for row in rows]
    return "\n".join([_("Signaler fra regelboka:"), *lines])
