"""People come, stand in for one another and leave, and what they answered for goes on to somebody.

Run as the system, since the batons of one who leaves may be out of the actor's sight: from commands, imports
and jobs. The web's log-in can't take that role; a page queues a job.
"""

import uuid
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tettpaa.access.acting import acting_as
from tettpaa.access.decide import Decision, demand, permission
from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import Membership, User, UserKind
from tettpaa.accounts.queries import current_memberships
from tettpaa.audit.record import record
from tettpaa.baton.access import leads
from tettpaa.baton.actions import reroute
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.organisations.models import Group, Unit
from tettpaa.organisations.queries import with_parents


@permission("membership.change")
def _change(viewer: User, unit: Unit) -> Decision:
    if viewer.kind == UserKind.SYSTEM:
        return Decision(True, _("fordi registeret sier det"))
    levels = [level.id for level in with_parents(unit.id)]
    if any(leads(viewer, level) for level in levels):
        return Decision(True, _("fordi du leder enheten eller en enhet over den"))
    if current_memberships().filter(user=viewer, unit_id__in=levels, role="system_admin").exists():
        return Decision(True, _("fordi du er systemansvarlig"))
    return Decision(False, _("Bare leder og systemansvarlig kan endre hvem som arbeider ved enheten."))


def start_membership(
    *,
    by: User,
    user: User,
    unit: Unit,
    role: str,
    first: date | None = None,
    last: date | None = None,
    group: Group | None = None,
    deputy_for: Membership | None = None,
) -> Membership:
    """From ``first`` (today unless told) the user is that at the unit. PermissionDenied with the reason."""
    demand(by, "membership.change", unit)
    first = first or clock.today()
    if last and last < first:
        raise _ends_before_it_starts()
    with acting_as(by.id, "tettpaa_system"):
        if Membership.objects.filter(user=user, unit=unit, group=group, role=role, first=first).exists():
            raise InputError(_("Det er allerede skrevet inn fra samme dag."), column="first")
        made = Membership.objects.create(
            id=uuid.uuid4(), user=user, unit=unit, group=group, role=role, first=first, last=last,
            deputy_for=deputy_for,
        )  # fmt: skip
        refresh(users=[user.id])
        _record(by, "started", made)
    return made


def end_membership(*, by: User, membership: Membership, last: date | None = None) -> int:
    """The membership's last day is ``last`` (today unless told); returns how many batons went on.

    If that day has come, what rested on it goes on in the same transaction; if not, by the scan on the day
    after. InputError if nobody is left to take a baton: name a leader first.
    """
    demand(by, "membership.change", membership.unit)
    last = last or clock.today()
    if last < membership.first:
        raise _ends_before_it_starts()
    with acting_as(by.id, "tettpaa_system"):
        Membership.objects.filter(id=membership.id).update(last=last)
        membership.last = last
        moved = reroute(by=by, user=membership.user, leaving=membership) if last <= clock.today() else 0
        refresh(users=[membership.user_id])
        _record(by, "ended", membership)
    return moved


def appoint_deputy(
    *,
    by: User,
    membership: Membership,
    user: User,
    first: date | None = None,
    last: date | None = None,
    hand_over: bool = True,
) -> Membership:
    """``user`` stands in for the membership's own (stedfortreder), and is asked before them for what is new.

    With ``hand_over``, what the absent one holds at the unit goes to the deputy now, if it has begun.
    """
    first = first or clock.today()
    with transaction.atomic():
        made = start_membership(
            by=by, user=user, unit=membership.unit, role=membership.role, first=first, last=last,
            group=membership.group, deputy_for=membership,
        )  # fmt: skip
        if hand_over and made in current_memberships():
            with acting_as(by.id, "tettpaa_system"):
                reroute(by=by, user=membership.user, unit=membership.unit, step=membership.role, to=user)
    return made


def _record(by: User, verb: str, membership: Membership) -> None:
    last = membership.last.isoformat() if membership.last else None
    record(
        by=by.id,
        verb=f"membership.{verb}",
        subject=("membership", membership.id),
        user=str(membership.user_id),
        unit=str(membership.unit_id),
        role=membership.role,
        first=membership.first.isoformat(),
        last=last,
    )


def _ends_before_it_starts() -> InputError:
    return InputError(_("Siste dag kan ikke være før første dag."), column="last")
