"""Reads of what every logged-in person may know: which units there are and when they are closed."""

import uuid

from tettpaa.kit.periods import Period
from tettpaa.organisations.models import Closure, Unit


def unit(unit_id: uuid.UUID) -> Unit:
    """The unit; Unit.DoesNotExist if there is none."""
    return Unit.objects.select_related("parent", "controller").get(id=unit_id)


def closures(unit_id: uuid.UUID) -> list[Period]:
    """When the unit is closed, for :func:`tettpaa.kit.workdays.add_working_days`."""
    rows = Closure.objects.filter(unit_id=unit_id).order_by("first")
    return [Period(row.first, row.last) for row in rows]


def with_parents(unit_id: uuid.UUID) -> list[Unit]:
    """The unit, the one above it, and so on to the top."""
    found, at = [], Unit.objects.get(id=unit_id)
    while at is not None:
        found.append(at)
        at = at.parent
    return found
