"""People come, stand in for one another and leave, and what they answered for goes on to somebody.

Run as the system, since the batons of one who leaves may be out of the actor's sight: from commands, imports
and jobs. The web's log-in can't take that role; a page queues a job.
"""

import uuid
from datetime import date, timedelta

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from tettpaa.access.acting import acting_as
from tettpaa.access.decide import Decision, by_role, demand, permission
from tettpaa.access.permissions import roles_of
from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import Membership, MembershipChange, User, UserKind
from tettpaa.accounts.queries import current_memberships
from tettpaa.accounts.roles import leading, roles
from tettpaa.audit.record import record
from tettpaa.baton.access import leads
from tettpaa.baton.actions import reroute
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.notify.actions import tell
from tettpaa.organisations.models import Group, Unit
from tettpaa.organisations.queries import with_parents


@permission("membership.change")
def _change(viewer: User, unit: Unit) -> Decision:
    if viewer.kind == UserKind.SYSTEM:
        return Decision(True, _("fordi registeret sier det"))
    levels = [level.id for level in with_parents(unit.id)]
    if any(leads(viewer, level) for level in levels):
        return Decision(True, _("fordi du leder enheten eller en enhet over den"))
    return by_role(
        viewer,
        "membership.change",
        _("Bare leder og systemansvarlig kan endre hvem som arbeider ved enheten."),
        levels,
    )


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
    """From ``first`` (today unless told) the user is that at the unit. PermissionDenied with the reason;
    InputError for a role that a unit of that kind doesn't have."""
    demand(by, "membership.change", unit)
    if unit.kind not in roles()[role].at:
        raise InputError(_("Den rollen finnes ikke ved en slik enhet."), column="role")
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
        _tell_above(by, membership)
    return moved


def restore_membership(*, by: User, membership: Membership, last: date | None) -> None:
    """The last day is ``last`` again, as before it was ended by mistake. Batons stay with whom they went to."""
    demand(by, "membership.change", membership.unit)
    with acting_as(by.id, "tettpaa_system"):
        Membership.objects.filter(id=membership.id).update(last=last)
        membership.last = last
        refresh(users=[membership.user_id])
        _record(by, "restored", membership)


def withdraw_membership(*, by: User, membership: Membership) -> int:
    """Take back what was begun by mistake: it was never so; returns how many batons went on."""
    demand(by, "membership.change", membership.unit)
    with acting_as(by.id, "tettpaa_system"):
        moved = reroute(by=by, user=membership.user, leaving=membership)
        if membership.first < clock.today():
            membership.last = clock.today() - timedelta(days=1)
            Membership.objects.filter(id=membership.id).update(last=membership.last)
        else:
            MembershipChange.objects.filter(made=membership).update(made=None)
            try:
                Membership.objects.get(id=membership.id).delete()
            except ProtectedError:
                raise InputError(_("Andre endringer bygger på denne. Angre dem først.")) from None
        refresh(users=[membership.user_id])
        _record(by, "withdrawn", membership)
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


def _tell_above(by: User, membership: Membership) -> None:
    """A unit that is left without a leader: the level above is told, and where there is none, the administrator.

    InputError if there is nobody to tell.
    """
    unit, last = membership.unit, membership.last or clock.today()
    if not roles()[membership.role].leads:
        return
    others = Membership.objects.filter(Q(last=None) | Q(last__gt=last), unit=unit, role__in=leading())
    if others.exclude(id=membership.id).filter(user__is_active=True).exists():
        return
    levels = [level.id for level in with_parents(unit.id)]
    now = current_memberships().exclude(user=membership.user)
    told = now.filter(unit_id__in=levels[1:], role__in=leading()) or now.filter(
        unit_id__in=levels, role__in=roles_of("membership.change")
    )
    above = {row.user for row in told}
    if not above:
        raise InputError(
            _("Enheten ville stått uten leder, og ingen ville fått vite det."),
            remedy=_("Sett inn en ny leder først."),
        )
    for leader in above:
        tell(to=leader, text="membership.leaderless", by=by, subject=("staff", unit.id), last=last)


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
