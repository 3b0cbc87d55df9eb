"""What people do with a baton."""

import uuid
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tettpaa.access.decide import demand
from tettpaa.accounts.models import User
from tettpaa.baton import queries, rules
from tettpaa.baton.actions.moving import (
    check_holder,
    checked_due,
    elsewhere,
    ladder_of,
    locked,
    moved,
    new_deadline,
    next_place,
    no_family,
    placed,
    said,
    say,
    unoffered,
)
from tettpaa.baton.models import Baton
from tettpaa.baton.states import Move
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.organisations.models import Group, Unit
from tettpaa.organisations.queries import closures


@transaction.atomic
def open(
    *,
    by: User,
    subject: queries.Subject,
    person: uuid.UUID | None,
    unit: Unit,
    ladder: str | None = None,
    step: str | None = None,
    holder: User | None = None,
    due: date | None = None,
    urgent: bool = False,
    hidden: bool = False,
    group: Group | None = None,
) -> Baton:
    """Give the subject its holder and deadline. What is not told is found: the ladder by the unit's kind, the
    first step that somebody fills (for an urgent one the last), deputies first, the deadline by the ladder.

    ``group`` says whose contact teacher; else the person's own at the unit. IntegrityError if the subject has
    an open baton already; InputError if nobody answers for the unit.
    """
    today = clock.today()
    on = rules.ladders(today)[ladder] if ladder else rules.ladder_for(unit.kind, today)
    group = group or queries.group_of(person, unit, today)
    first = step or (on.top if urgent else on.steps[0]).code
    if holder is None:
        place = next_place(on, [one.code for one in on.from_step(first)], unit, group, person=person)
        holder, step = place.holder, place.step
    else:
        check_holder(holder, unit.id, person)
    row = Baton(
        id=uuid.uuid4(), subject_kind=subject[0], subject_id=subject[1], person_id=person, unit=unit,
        group=group, ladder=on.code, step=step or queries.step_of(holder, on, unit, group) or first,
        holder=holder, opened_at=clock.now(), urgent=urgent, hidden=hidden, version=0,
    )  # fmt: skip
    row.due = checked_due(due, on) if due else new_deadline(row)
    return moved(row, Move.OPENED, by)


@transaction.atomic
def offer(
    *,
    by: User,
    baton: Baton,
    to: User,
    reason: str,
    due: date | None = None,
    unit: Unit | None = None,
    version: int | None = None,
) -> Baton:
    """Ask another to take over. The holder holds it until it is accepted; without an answer by ``due`` (the
    ladder's, unless told) it comes back.

    ``unit`` is where ``to`` would take it, for one who is not at the baton's unit: it then goes over to that
    unit's ladder. Whether the young person may be named there is for the caller to have settled.
    """
    row = locked(baton, version, to=to, reason=reason, due=due)
    demand(by, "baton.offer", row)
    ladder = ladder_of(row)
    if to.id == row.holder_id:
        raise InputError(_("Du kan ikke tilby ansvaret til den som har det."), column="to")
    no_family(to, row.person_id)
    row.offered_unit = None if queries.rests(to.id, row.unit_id) else elsewhere(to, unit)
    row.offered_to, row.offered_by = to, by
    row.offer_due = (
        checked_due(due, ladder)
        if due
        else rules.deadline(clock.today(), ladder.offer_days, closures(row.unit_id))
    )
    moved(row, Move.OFFERED, by, said(reason))
    if row.offered_to_id:  # unless the holder had left, and it went on at once
        say("baton.offered", to, row, by, due=row.offer_due)
    return row


@transaction.atomic
def accept(*, by: User, baton: Baton, version: int | None = None) -> Baton:
    """The one who was asked has it from now on."""
    row = locked(baton, version)
    demand(by, "baton.accept", row)
    if row.offered_unit_id is None:
        return placed(row, Move.ACCEPTED, by, by)
    row.unit, row.group = row.offered_unit, None
    ladder = rules.ladder_for(row.unit.kind, clock.today())
    row.ladder, row.step = ladder.code, ladder.steps[0].code
    return placed(row, Move.ACCEPTED, by, by, fresh=True)


@transaction.atomic
def decline(*, by: User, baton: Baton, reason: str, version: int | None = None) -> Baton:
    """The one who was asked says no, and why; the holder has it still."""
    row = locked(baton, version, reason=reason)
    demand(by, "baton.decline", row)
    moved(unoffered(row), Move.DECLINED, by, said(reason))
    say("baton.declined", row.holder, row, by, due=row.due)
    return row


@transaction.atomic
def take(*, by: User, baton: Baton, reason: str = "", version: int | None = None) -> Baton:
    """Somebody else on the ladder, or who leads the unit, takes it over."""
    row = locked(baton, version, reason=reason)
    demand(by, "baton.take", row)
    return placed(row, Move.TAKEN, by, by, reason)


@transaction.atomic
def give(*, by: User, baton: Baton, to: User, reason: str, version: int | None = None) -> Baton:
    """Hand it to somebody at the unit, at once."""
    row = locked(baton, version, to=to, reason=reason)
    demand(by, "baton.give", row)
    if to.id == row.holder_id:
        raise InputError(_("Velg en annen enn den som har ansvaret."), column="to")
    return placed(row, Move.GIVEN, by, to, said(reason))


@transaction.atomic
def reschedule(*, by: User, baton: Baton, due: date, reason: str, version: int | None = None) -> Baton:
    """Another deadline, with the reason; within what the ladder allows."""
    row = locked(baton, version, due=due, reason=reason)
    demand(by, "baton.reschedule", row)
    row.due = checked_due(due, ladder_of(row))
    return moved(row, Move.RESCHEDULED, by, said(reason))


@transaction.atomic
def close(*, by: User, baton: Baton, reason: str = "", version: int | None = None) -> Baton:
    """Nobody need react any more; the room that owns the subject closes that in the same transaction."""
    row = locked(baton, version, reason=reason)
    demand(by, "baton.close", row)
    row.closed_at = clock.now()
    return moved(unoffered(row), Move.CLOSED, by, reason)
