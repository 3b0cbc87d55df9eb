"""Merge two rows for one young person, and undo it. Everything else here is written by imports."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from tettpaa.accounts.models import User
from tettpaa.audit.record import record
from tettpaa.kit.errors import InputError

_TABLES: list[str] = [
    "pathway_personkey", "pathway_guardian", "pathway_contactpoint", "pathway_enrolment",
    "pathway_formerenrolment", "pathway_absence", "pathway_result", "pathway_score",
    "pathway_factevent", "pathway_tag", "pathway_outcome",
]  # fmt: skip


def moves_with_person(table: str) -> None:
    """A room's table whose ``person_id`` follows when two rows for one young person are merged."""
    if table not in _TABLES:
        _TABLES.append(table)


def merge(*, by: User, keep: uuid.UUID, double: uuid.UUID) -> uuid.UUID:
    """Move all that is about ``double`` to ``keep``; returns the merge's id, by which it can be undone.

    What both have stays once. PermissionDenied unless the user sees both; InputError if one is merged already.
    """
    made = uuid.uuid4()
    with transaction.atomic():
        moved = _call("select pathway_merge(%s, %s, %s, %s)", made, keep, double, _TABLES)
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
    """Give the double back what it had; what came after the merge stays with the one that was kept."""
    with transaction.atomic():
        _call("select pathway_unmerge(%s, %s)", merge, _TABLES)
        record(by=by.id, verb="person.unmerged", subject=("merge", merge))


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
