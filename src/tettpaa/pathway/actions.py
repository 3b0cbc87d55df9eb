"""Merge two rows for one young person and undo it; protect an address. All else here is written by imports."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from tettpaa.access.decide import demand
from tettpaa.accounts.models import User
from tettpaa.audit.record import record
from tettpaa.kit.errors import InputError
from tettpaa.pathway.models import YoungPerson
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
        _call("select pathway_unmerge(%s)", merge)
        record(by=by.id, verb="person.unmerged", subject=("merge", merge))


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
