"""Ladders and deadlines, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tettpaa.accounts.roles import roles
from tettpaa.baton.rules import climbs, deadline, ladder_for, ladders
from tettpaa.kit.periods import Period
from tettpaa.kit.workdays import is_working_day
from tettpaa.organisations.models import UnitKind

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize("kind", [kind.value for kind in UnitKind])
def test_every_kind_of_unit_has_one_ladder_of_known_roles(kind: str) -> None:
    found = [one for one in ladders(TODAY).values() if kind in one.unit_kinds]
    assert len(found) == 1
    assert {step.code for step in found[0].steps} <= set(roles())
    assert found[0].source


def test_the_schools_ladder() -> None:
    steps = [step.code for step in ladder_for("school", TODAY).steps]
    assert steps == ["contact_teacher", "counsellor", "department_head", "principal"]


def test_a_step_that_the_ladder_no_longer_has_starts_from_its_foot() -> None:
    ladder = ladder_for("school", TODAY)
    assert ladder.above("class_leader") == ladder.from_step("class_leader") == ladder.steps
    assert ladder.above("principal") == ()


def test_before_any_ladder_was_made_there_is_none() -> None:
    with pytest.raises(KeyError):
        ladder_for("school", date(2020, 1, 1))


@given(DAYS, st.integers(1, 10), st.integers(1, 3))
def test_nobody_is_late_on_a_day_that_does_not_count(start: date, days: int, climbs_after: int) -> None:
    closed = [Period(date(2026, 2, 16), date(2026, 2, 20)), Period(date(2026, 6, 20), date(2026, 8, 16))]
    due = deadline(start, days, closed)
    assert due > start
    assert is_working_day(due, closed)
    assert not climbs(due, due, climbs_after, closed)
    assert climbs(due, deadline(due, climbs_after, closed), climbs_after, closed)


def test_a_unit_closed_for_good_has_deadlines_still() -> None:
    assert deadline(TODAY, 3, [Period(date(2026, 1, 1), date(2030, 1, 1))]) == date(2026, 11, 26)
