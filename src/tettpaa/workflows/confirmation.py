"""Twice a year each unit's leader confirms who works there; what nobody confirms, ends, and its batons go on."""

import uuid
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, decide, demand, permission
from tettpaa.access.permissions import roles_of
from tettpaa.accounts import confirmation
from tettpaa.accounts.confirmation import Round
from tettpaa.accounts.models import Confirmation, ConfirmationCall, Membership, User
from tettpaa.accounts.queries import current_memberships, holders_of, to_confirm
from tettpaa.accounts.roles import leading, roles
from tettpaa.audit.record import record
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.notify.actions import tell
from tettpaa.organisations.models import Unit
from tettpaa.organisations.queries import with_parents
from tettpaa.workflows.membership import end_membership


@permission("membership.confirm")
def _confirm(viewer: User, membership: Membership) -> Decision:
    """Who may change it, but for their own: that is for the level above."""
    if membership.user_id == viewer.id:
        return Decision(False, _("Din egen rolle bekreftes av den som leder nivået over."))
    return decide(viewer, "membership.change", membership.unit)


@transaction.atomic
def confirm(*, by: User, memberships: Iterable[Membership]) -> int:
    """They are as they should be, in the round that is open; returns how many were not confirmed before.

    PermissionDenied with the reason for one that isn't the user's to confirm; InputError when no round is open.
    """
    found, n = _open(), 0
    for one in memberships:
        demand(by, "membership.confirm", one)
        if Confirmation.objects.filter(membership=one, due=found.due).exists():
            continue
        made = Confirmation.objects.create(
            id=uuid.uuid4(), membership=one, unit=one.unit, due=found.due, by=by, at=clock.now()
        )
        _record(by, "confirmed", made)
        n += 1
    return n


@transaction.atomic
def take_back(*, by: User, membership: Membership) -> None:
    """One's own confirmation of it in the round that is open; nothing happens if there is none."""
    for row in Confirmation.objects.filter(membership=membership, due=_open().due, by=by):
        _record(by, "unconfirmed", row)
        row.delete()


def follow(*, by: User) -> None:
    """Every day, as the system: ask the leaders, remind them, and end what nobody confirmed.

    A unit is first asked by the day it is due at the latest, or not at all in that round: who was never asked
    loses nobody. Missed days are made up for; run again, and nothing happens.
    """
    found = confirmation.now()
    if found is None:
        return
    if clock.today() <= found.due:
        for unit in Unit.objects.filter(memberships__in=current_memberships()).distinct().order_by("id"):
            _ask(by, unit, found)
    elif clock.today() > found.ends:
        for call in ConfirmationCall.objects.filter(due=found.due, closed_on=None).select_related("unit"):
            _close(by, call, found)


def _ask(by: User, unit: Unit, found: Round) -> None:
    waiting = [row for row, said in to_confirm(unit.id, found, viewer=by) if said is None]
    call = ConfirmationCall.objects.filter(unit=unit, due=found.due).first()
    times = found.asked_by(clock.today())
    if not waiting or (call and call.reminders >= times):
        return
    whom = Counter(leader for row in waiting if (leader := _confirms(row)))
    for leader, n in whom.items():
        tell(
            to=leader, text="membership.confirm", by=by, subject=("confirmation", unit.id), due=found.due, n=n
        )
    if call:
        ConfirmationCall.objects.filter(id=call.id).update(reminders=times)
    elif whom:
        ConfirmationCall.objects.create(
            id=uuid.uuid4(), unit=unit, due=found.due, called_on=clock.today(), reminders=times
        )


def _confirms(membership: Membership) -> User | None:
    """Who answers for the unit; of their own, the first above them, at the top who looks after the system."""
    levels = with_parents(membership.unit_id)
    for roles_asked in (leading(), roles_of("membership.confirm")):
        for level in levels:
            for role in roles_asked:
                for user in holders_of(role, unit=level.id):
                    if user.id != membership.user_id:
                        return user
    return None


def _close(by: User, call: ConfirmationCall, found: Round) -> None:
    waiting = [row for row, said in to_confirm(call.unit_id, found, viewer=by) if said is None]
    # Who leads goes last: until then there is somebody for the batons of the others.
    ended: list[Membership] = []
    left = 0
    for row in sorted(waiting, key=lambda one: roles()[one.role].leads):
        try:
            with transaction.atomic():
                end_membership(by=by, membership=row, last=found.ends)
        except InputError:
            left += 1
        else:
            ended.append(row)
    for row in ended:
        tell(to=row.user, text="membership.unconfirmed", by=by, subject=("unit", call.unit_id), due=found.due)
    _tell_of(by, call.unit, "membership.ended", len(ended), due=found.due)
    _tell_of(by, call.unit, "membership.not_ended", left)
    ConfirmationCall.objects.filter(id=call.id).update(closed_on=clock.today())


def _tell_of(by: User, unit: Unit, text: str, n: int, **more: object) -> None:
    """Those who lead the unit, or the nearest above it; where nobody does, who looks after the system."""
    if not n:
        return
    levels = [level.id for level in with_parents(unit.id)]
    now = current_memberships().filter(unit_id__in=levels)
    found = list(now.filter(role__in=leading())) or list(now.filter(role__in=roles_of("membership.confirm")))
    nearest = min((levels.index(row.unit_id) for row in found), default=None)
    for user in {row.user for row in found if levels.index(row.unit_id) == nearest}:
        tell(to=user, text=text, by=by, subject=("staff", unit.id), n=n, **more)


def _open() -> Round:
    found = confirmation.now()
    if found is None or clock.today() > found.ends:
        raise InputError(
            _("Det er ingen bekreftelse nå."), remedy=_("Du får melding når det er tid for det.")
        )
    return found


def _record(by: User, verb: str, row: Confirmation) -> None:
    record(
        by=by.id, verb=f"membership.{verb}", subject=("membership", row.membership_id),
        due=row.due.isoformat(), unit=str(row.unit_id),
    )  # fmt: skip
