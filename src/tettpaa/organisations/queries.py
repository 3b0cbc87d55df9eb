"""Reads of what every logged-in person may know: which units there are and when they are closed."""

import uuid

from tettpaa.kit.periods import Period
from tettpaa.kit.requests import once
from tettpaa.organisations.models import Closure, Group, Unit

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


def group(key: uuid.UUID) -> Group:
    """The group; Group.DoesNotExist if there is none."""
    return Group.objects.get(id=key)


def with_those_below(units: list[Unit]) -> list[Unit]:
    """The units, and all below them by name: one query whatever the depth."""
    found = {unit.id: unit for unit in units}
    below: dict[uuid.UUID | None, list[Unit]] = {}
    for unit in Unit.objects.order_by("name_key", "id"):
        below.setdefault(unit.parent_id, []).append(unit)
    waiting = list(units)
    while waiting:
        for unit in below.get(waiting.pop().id, ()):
            if unit.id not in found:
                found[unit.id] = unit
                waiting.append(unit)
    own = {unit.id for unit in units}
    return [*units, *sorted((u for u in found.values() if u.id not in own), key=lambda u: (u.name_key, u.id))]
