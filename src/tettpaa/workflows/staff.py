"""Changes of who works where, as asked for on the page: a job does each, and says what came of it.

The web's log-in can't take the system's role, which the verbs of ``membership`` need.
"""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from tettpaa.access.acting import acting_as
from tettpaa.access.decide import demand
from tettpaa.accounts.models import ChangeKind, ChangeState, Membership, MembershipChange, User
from tettpaa.audit.record import record
from tettpaa.baton import queries as batons
from tettpaa.baton.rules import ladders
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.organisations.models import Group, Unit
from tettpaa.queue import enqueue
from tettpaa.workflows import membership as verbs

JOB = "membership.change"


@dataclass(frozen=True)
class Heir:
    """Who takes over how many batons; ``to`` None: nobody is there to take them."""

    to: User | None
    n: int


def heirs(membership: Membership, *, viewer: User) -> list[Heir]:
    """To whom what rests on the membership goes if it ends today, most first. Which batons it is, is not told.

    Close family of a young person is passed over when it is done, so that one may go to another than said.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from baton_of_member(%s)", [membership.id])
        rows = cursor.fetchall()
    units = Unit.objects.in_bulk({row[0] for row in rows})
    groups = Group.objects.in_bulk({row[1] for row in rows if row[1]})
    found: dict[User | None, int] = {}
    for unit_id, group_id, ladder, step, n in rows:
        unit, group = units[unit_id], groups.get(group_id)
        if batons.stays(unit.id, step, membership.user, membership):
            continue
        on = ladders(clock.today())[ladder]
        codes = [one.code for one in on.from_step(step)]
        places = batons.places(on, codes, unit, group, membership, person=None)
        to = next((place.holder for place in places if place.holder != membership.user), None)
        found[to] = found.get(to, 0) + n
    return sorted((Heir(to, n) for to, n in found.items()), key=lambda one: -one.n)


def ask_start(
    *,
    by: User,
    unit: Unit,
    user: User,
    role: str,
    first: date,
    last: date | None = None,
    group: Group | None = None,
) -> MembershipChange:
    """Somebody begins. PermissionDenied, or InputError for dates in the wrong order."""
    return _ask(by, ChangeKind.START, unit, user=user, role=role, group=group, first=first, last=last)


def ask_end(*, by: User, membership: Membership, last: date) -> MembershipChange:
    """Somebody's last day."""
    given: dict[str, Any] = {"role": membership.role, "group": membership.group, "was": membership.last}
    first = membership.first
    return _ask(by, ChangeKind.END, membership.unit, membership=membership, first=first, last=last, **given)


def ask_deputy(
    *, by: User, membership: Membership, user: User, first: date, last: date | None, hand_over: bool
) -> MembershipChange:
    """Somebody stands in."""
    given: dict[str, Any] = {"role": membership.role, "group": membership.group, "hand_over": hand_over}
    return _ask(
        by,
        ChangeKind.DEPUTY,
        membership.unit,
        membership=membership,
        user=user,
        first=first,
        last=last,
        **given,
    )


def ask_undo(*, by: User, change: MembershipChange) -> MembershipChange:
    """Take a change back. InputError unless it was done today and still stands."""
    if not undoable(change):
        raise InputError(_("Det kan ikke angres lenger. Gjør heller en ny endring."))
    return _ask(by, ChangeKind.UNDO, change.unit, undone=change, role=change.role, group=change.group)


def undoable(change: MembershipChange) -> bool:
    """Done today, and not taken back, nor asked to be."""
    return (
        change.kind != ChangeKind.UNDO
        and change.state == ChangeState.DONE
        and change.done_at.astimezone(clock.OSLO).date() == clock.today()
        and not any(one.state != ChangeState.REFUSED for one in change.undoings.all())
    )


@transaction.atomic
def _ask(by: User, kind: ChangeKind, unit: Unit, **given: Any) -> MembershipChange:
    demand(by, "membership.change", unit)
    first, last = given.get("first"), given.get("last")
    if first and last and last < first:
        raise InputError(_("Siste dag kan ikke være før første dag."), column="last")
    made = MembershipChange.objects.create(
        id=uuid.uuid4(), kind=kind, by=by, unit=unit, asked_at=clock.now(), **given
    )
    record(
        by=by.id,
        verb="membership.asked",
        subject=("membership_change", made.id),
        kind=kind,
        unit=str(unit.id),
    )
    enqueue(JOB, lock=f"membership {unit.id}", change=str(made.id))
    return made


def carry_out(change: uuid.UUID) -> None:
    """Do what was asked, as the one who asked; run by the job, as the system. Again, and nothing happens."""
    rows = MembershipChange.objects.select_related(
        "by", "unit", "user", "group", "membership__user", "undone"
    )
    row = rows.select_for_update(of=("self",)).get(id=change)
    if row.state != ChangeState.WAITING:
        return
    try:
        with transaction.atomic(), override(row.by.language), acting_as(row.by_id, "tettpaa_system"):
            _do(row)
        row.state = ChangeState.DONE
    except InputError as error:
        row.state, row.told = ChangeState.REFUSED, f"{error.message} {error.remedy or ''}".strip()
    except PermissionDenied as error:
        row.state, row.told = ChangeState.REFUSED, str(error)
    row.done_at = clock.now()
    row.save()


def _do(row: MembershipChange) -> None:
    by, dates = row.by, {"first": row.first, "last": row.last}
    if row.kind == ChangeKind.START:
        row.made = verbs.start_membership(
            by=by, user=row.user, unit=row.unit, role=row.role, group=row.group, **dates
        )
    elif row.kind == ChangeKind.END:
        row.moved = verbs.end_membership(by=by, membership=_whole(row.membership_id), last=row.last)
    elif row.kind == ChangeKind.DEPUTY:
        row.made = verbs.appoint_deputy(
            by=by, membership=_whole(row.membership_id), user=row.user, hand_over=row.hand_over, **dates
        )
    else:
        _undo(row, row.undone)


def _undo(row: MembershipChange, undone: MembershipChange) -> None:
    if undone.kind == ChangeKind.END:
        verbs.restore_membership(by=row.by, membership=_whole(undone.membership_id), last=undone.was)
    elif undone.made_id:
        row.moved = verbs.withdraw_membership(by=row.by, membership=_whole(undone.made_id))


def _whole(key: Any) -> Membership:
    return Membership.objects.select_related("user", "unit", "group").get(id=key)
