"""Reads of what every logged-in person may know: which units there are and when they are closed."""

import uuid

from tettpaa.kit.periods import Period
from tettpaa.kit.requests import once
from tettpaa.organisations.models import Closure, Unit

_UP = """
with recursive up as (
  select u.*, 0 as height from organisations_unit u where u.id = %s
  union all select p.*, up.height + 1 from organisations_unit p join up on p.id = up.parent_id)
select * from up order by height
"""


def unit(unit_id: uuid.UUID) -> Unit:
    """The unit; Unit.DoesNotExist if there is none."""
    return Unit.objects.select_related("parent", "controller").get(id=unit_id)


@once
def closures(unit_id: uuid.UUID) -> list[Period]:
    """When the unit is closed, for :func:`tettpaa.kit.workdays.add_working_days`."""
    rows = Closure.objects.filter(unit_id=unit_id).order_by("first")
    return [Period(row.first, row.last) for row in rows]


@once
def with_parents(unit_id: uuid.UUID) -> list[Unit]:
    """The unit, the one above it, and so on to the top; Unit.DoesNotExist if there is none."""
    found = list(Unit.objects.raw(_UP, [unit_id]))
    if not found:
        raise Unit.DoesNotExist
    return found
