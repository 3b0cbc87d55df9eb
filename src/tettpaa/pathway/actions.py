"""Merge two rows for one young person and undo it; protect an address; open emergency access.

All else here is written by imports.
"""

import uuid
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tettpaa.access.decide import demand
from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import leader_of
from tettpaa.audit.record import record
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.notify.actions import tell
from tettpaa.organisations.queries import with_parents
from tettpaa.pathway.access import emergency_at
from tettpaa.pathway.emergencies import terms
from tettpaa.pathway.models import Emergency, Enrolment, YoungPerson
from tettpaa.pathway.protection import level_of


def merge(*, by: User, keep: uuid.UUID, double: uuid.UUID) -> uuid.UUID:
    """Move all that is about ``double`` to ``keep``, in every room's tables; returns the merge's id, by which it
    can be undone.

    What both have stays once. PermissionDenied unless the user may merge, and works with both; InputError if
    one is merged already.
    """
    demand(by, "person.merge")
    made = uuid.uuid4()
    with transaction.atomic():
        moved = _call("select pathway_merge(%s, %s, %s)", made, keep, double)
        record(
            by=by.id,
            verb="person.merged",
            subject=("merge", made),
            person=keep,
            double=str(double),
            rows=moved,
        )
    return made


def unmerge(*, by: User, merge: uuid.UUID) -> None:
    """Give the double back what it had, as it stands now; what is new since the merge stays with the other."""
    demand(by, "person.merge")
    with transaction.atomic():
        keep = _call("select pathway_unmerge(%s)", merge)
        record(by=by.id, verb="person.unmerged", subject=("merge", merge), person=keep)


def protect(*, by: User, person: uuid.UUID, level: str) -> None:
    """Set the level of address protection (empty: none), and let sight follow at once.

    KeyError for another level; PermissionDenied unless the user leads the young person's school.
    """
    level = level_of(level)
    row = YoungPerson.objects.get(id=person)
    demand(by, "person.protect", row)
    with transaction.atomic():
        _call("select pathway_protect(%s, %s)", person, level)
        record(
            by=by.id, verb="person.protected", subject=("person", person), person=person, was=row.protection,
            level=level,
        )  # fmt: skip


def open_emergency(*, by: User, person: uuid.UUID, reason: str, hours: int) -> Emergency:
    """``by`` sees the person from now on, for so many hours; who leads is told at once.

    PermissionDenied for who may not; InputError for a reason too short or more hours than there may be.
    """
    demand(by, "emergency.open", person)
    held, reason = terms(), reason.strip()
    if len(reason) < held.reason:
        raise InputError(_("Skriv hvorfor, så den som leder, forstår det."), column="reason")
    if not 1 <= hours <= held.longest:
        raise InputError(_("Så lenge kan det ikke være åpent."), column="hours")
    unit, _name = emergency_at([person])[person]
    now = clock.now()
    with transaction.atomic():
        made = Emergency.objects.create(
            id=uuid.uuid4(), user=by, person_id=person, unit_id=unit, reason=reason, opened_at=now,
            until=now + timedelta(hours=hours),
        )  # fmt: skip
        refresh(users=[by.id], persons=[person])
        record(
            by=by.id, verb="emergency.opened", subject=("emergency", made.id), person=person, unit=str(unit),
            until=made.until.isoformat(),
        )  # fmt: skip
        for leader in _told(by, unit, person):
            tell(to=leader, text="emergency.opened", by=by, subject=("emergency", made.id), person=person)
    return made


def end_emergency(*, by: User, emergency: uuid.UUID) -> None:
    """It ends now, before its time. Nothing happens if it has ended."""
    row = Emergency.objects.get(id=emergency)
    demand(by, "emergency.end", row)
    if row.ended_at or row.until <= clock.now():
        return
    with transaction.atomic():
        Emergency.objects.filter(id=row.id).update(ended_at=clock.now(), ended_by=by)
        refresh(users=[row.user_id], persons=[row.person_id])
        record(by=by.id, verb="emergency.ended", subject=("emergency", row.id), person=row.person_id)


def _told(by: User, unit: uuid.UUID, person: uuid.UUID) -> list[User]:
    """Who leads where ``by`` works and where the young person goes; of one's own leaders the first above oneself."""
    goes = Enrolment.objects.filter(Q(last=None) | Q(last__gte=clock.today()), person_id=person)
    units = dict.fromkeys([unit, *goes.order_by("unit_id").values_list("unit_id", flat=True)])
    found = [
        next(
            (leader for level in with_parents(one) if (leader := leader_of(level.id)) not in (None, by)), None
        )
        for one in units
    ]
    return list(dict.fromkeys(leader for leader in found if leader))


def _call(sql: str, *values: object) -> object:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchone()[0]
    except DatabaseError as error:
        state = getattr(error.__cause__, "sqlstate", "")
        if state == "TP403":
            raise PermissionDenied(_("Du må kunne se begge for å slå dem sammen.")) from None
        if state in ("TP409", "P0002"):
            raise InputError(
                _("De er slått sammen eller skilt fra før."), remedy=_("Last siden på nytt.")
            ) from None
        raise
