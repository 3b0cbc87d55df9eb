"""What every move does: lock and look, write, remember, let sight follow, tell."""

import uuid
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import Membership, User, UserKind
from tettpaa.accounts.queries import current_memberships
from tettpaa.audit.record import record
from tettpaa.baton import access, queries, rules  # noqa: F401  access registers the permissions
from tettpaa.baton.models import Baton, BatonMove
from tettpaa.baton.states import Move, State
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.notify.actions import tell
from tettpaa.organisations.models import Group, Unit
from tettpaa.organisations.queries import closures
from tettpaa.pathway.queries import family_of


def locked(baton: Baton, version: int | None, **mine: Any) -> Baton:
    rows = Baton.objects.select_related("unit", "group", "holder", "offered_to", "offered_unit")
    row = rows.select_for_update(of=("self",)).get(id=baton.id)
    if row.version != (baton.version if version is None else version):
        raise StaleWrite(row, mine)
    return row


def ladder_of(row: Baton) -> rules.Ladder:
    return rules.ladders(clock.today())[row.ladder]


def next_place(
    ladder: rules.Ladder,
    steps: list[str],
    unit: Unit,
    group: Group | None,
    leaving: Membership | None = None,
    without: User | None = None,
    *,
    person: uuid.UUID | None,
) -> queries.Place:
    for place in queries.places(ladder, steps, unit, group, leaving, person=person):
        if place.holder != without:
            return place
    raise InputError(
        _("Ingen kan få ansvaret ved %(unit)s.") % {"unit": unit.name},
        remedy=_("Sett inn en leder ved enheten først."),
    )


def unoffered(row: Baton) -> Baton:
    row.offered_to = row.offered_by = row.offered_unit = row.offer_due = None
    return row


def placed(
    row: Baton,
    move: Move,
    by: User,
    to: User,
    reason: str = "",
    *,
    step: str | None = None,
    fresh: bool = False,
) -> Baton:
    """With another holder the deadline stands, unless it has passed or the ladder gives a new one."""
    check_holder(to, row.unit_id, row.person_id)
    before, row.holder = row.holder, to
    row.step = step or queries.step_of(to, ladder_of(row), row.unit, row.group) or row.step
    if fresh or row.due < clock.today():
        row.due = new_deadline(row)
    moved(unoffered(row), move, by, reason)
    _tell_of_change(row, move, by, before)
    return row


def new_deadline(row: Baton) -> date:
    days = ladder_of(row).pace(row.step, row.urgent).days
    return rules.deadline(clock.today(), days, closures(row.unit_id))


def moved(row: Baton, move: Move, by: User, reason: str = "") -> Baton:
    """Write it, with what follows from any move; a holder who has left meanwhile is replaced at once."""
    before = _before(row) if move != Move.OPENED else {}
    row.version += 1
    row.moved_by_id = by.id
    row.write(new=move == Move.OPENED)
    BatonMove.objects.create(
        id=uuid.uuid4(), baton=row, version=row.version, at=clock.now(), move=move, actor=by,
        holder=row.holder, offered_to=row.offered_to, unit=row.unit, step=row.step, due=row.due,
        reason=reason,
    )  # fmt: skip
    record(
        by=by.id, verb=f"baton.{move.value}", subject=("baton", row.id), person=row.person_id,
        of=row.subject_kind, of_id=str(row.subject_id), holder=str(row.holder_id), step=row.step,
        due=row.due.isoformat(), **before,
    )  # fmt: skip
    if row.person_id and move != Move.RESCHEDULED:
        refresh(persons=[row.person_id])
    if row.state != State.CLOSED and not queries.rests(row.holder_id, row.unit_id):
        codes = [step.code for step in ladder_of(row).from_step(row.step)]
        place = next_place(ladder_of(row), codes, row.unit, row.group, person=row.person_id)
        return placed(row, Move.REROUTED, by, place.holder, step=place.step)
    return row


def _before(row: Baton) -> dict[str, str]:
    """Who had it until when, for the log to say from what to what."""
    holder, due = Baton.objects.values_list("holder_id", "due").get(id=row.id)
    return {"holder_from": str(holder), "due_from": due.isoformat()}


def say(text: str, to: User, row: Baton, by: User, **params: Any) -> None:
    tell(to=to, text=text, by=by, subject=row.subject, person=row.person_id, **params)


def _tell_of_change(row: Baton, move: Move, by: User, before: User) -> None:
    if move in (Move.GIVEN, Move.REROUTED):
        say("baton.given", row.holder, row, by, due=row.due)
    elif move == Move.CLIMBED:
        say("baton.climbed", row.holder, row, by, due=row.due)
        say("baton.passed", before, row, by)
    else:
        say(f"baton.{move.value}", before, row, by)


def checked_due(due: date, ladder: rules.Ladder) -> date:
    last = rules.deadline(clock.today(), ladder.longest, ())
    if not clock.today() <= due <= last:
        raise InputError(
            _("Fristen må være fra i dag til og med %(last)s.") % {"last": last.strftime("%d.%m.%Y")},
            column="due",
        )
    return due


def said(reason: str) -> str:
    if not reason.strip():
        raise InputError(_("Skriv hvorfor."), column="reason")
    return reason.strip()


def elsewhere(to: User, unit: Unit | None) -> Unit:
    """The unit where one who is not at the baton's own would take it: the one told, else their first."""
    found = current_memberships().filter(user=to, user__kind=UserKind.STAFF).order_by("first", "id")
    for membership in found:
        if unit is None or membership.unit_id == unit.id:
            return membership.unit
    raise InputError(_("Den du valgte, arbeider ikke her nå."), column="to")


def check_holder(to: User, unit: uuid.UUID, person: uuid.UUID | None) -> None:
    """InputError for one who isn't at the unit now, or is close family (forvaltningsloven § 6)."""
    if not queries.rests(to.id, unit):
        raise not_here()
    no_family(to, person)


def no_family(to: User, person: uuid.UUID | None) -> None:
    if person and to.id in family_of(person):
        raise InputError(_("Foresatte og ungdommen selv kan ikke få ansvaret."), column="to")


def not_here() -> InputError:
    return InputError(_("Den du valgte, arbeider ikke her nå."), column="to")
