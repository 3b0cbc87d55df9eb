"""Above the school: counts, no names, none so small that they point at somebody."""

import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.people import School
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.insight import queries
from tettpaa.insight.actions import roll_up
from tettpaa.insight.models import UnitWeek
from tettpaa.insight.rules import held_back
from tettpaa.kit import clock
from tettpaa.kit.schoolyear import monday

pytestmark = pytest.mark.django_db


def rolled_figures(house: House, figures: dict[str, tuple[int, int]]) -> None:
    """The roll-up as if schools had these (nothing done, followed up)."""
    for name, (none, done) in figures.items():
        unit = house.units.get(name) or house.unit(name, "school", "county")
        UnitWeek.objects.create(
            unit=unit, monday=monday(clock.today()), as_of=clock.today(), pupils=100, need=none + done,
            nothing_done=none, said=none + done, seen_days=2.0,
        )  # fmt: skip


def shown(school: School, who: str = "cato") -> dict[str, tuple[int | None, int | None]]:
    found = school.asks(who, queries.county)
    return {one.unit: (one.need, one.nothing_done) for one in found.units}


def test_the_roll_up_counts_what_there_is_and_may_be_repeated(
    school: School, rolled: Callable[[], int]
) -> None:
    school.says()
    assert rolled() == rolled() == 2
    school.says("tom", school.person("amina"))
    rolled()
    rows = {row.unit.name: row for row in UnitWeek.objects.select_related("unit")}
    assert (rows["Fjordvik"].pupils, rows["Fjordvik"].need, rows["Fjordvik"].nothing_done) == (2, 2, 2)
    assert (rows["Solvik"].pupils, rows["Solvik"].need) == (1, 0)
    assert rows["Fjordvik"].seen_days is None, "two are too few for a median"


def test_nobody_but_the_system_makes_it(school: School) -> None:
    with pytest.raises(PermissionDenied):
        school.does("cato", roll_up)


def test_a_count_under_five_is_held_back_and_so_is_the_one_it_could_be_reckoned_from(school: School) -> None:
    rolled_figures(school.house, {"fjordvik": (2, 20), "solvik": (9, 30), "tredje": (12, 40)})
    assert shown(school) == {"Fjordvik": (22, None), "Solvik": (39, None), "Tredje": (52, 12)}


def test_where_hardly_anybody_needs_somebody_nothing_is_told(school: School) -> None:
    rolled_figures(school.house, {"fjordvik": (2, 1), "solvik": (9, 30), "tredje": (12, 40)})
    assert shown(school) == {"Fjordvik": (None, None), "Solvik": (None, None), "Tredje": (52, 12)}


def test_a_sum_that_would_give_one_school_away_is_not_told(school: School) -> None:
    rolled_figures(school.house, {"fjordvik": (7, 2), "solvik": (0, 0)})
    found = school.asks("cato", queries.county)
    assert (found.need, found.nothing_done) == (9, None)
    rolled_figures(school.house, {"tredje": (3, 0)})
    found = school.asks("cato", queries.county)
    assert (found.need, found.nothing_done) == (12, None)
    assert shown(school)["Fjordvik"] == (None, None)


def test_none_at_all_tells_of_nobody(school: School) -> None:
    rolled_figures(school.house, {"fjordvik": (0, 0), "solvik": (0, 30)})
    assert shown(school) == {"Fjordvik": (0, 0), "Solvik": (30, 0)}


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8))
def test_no_small_count_can_be_read_or_reckoned(counts: list[tuple[int, int]]) -> None:
    rows = [(str(place), none, done) for place, (none, done) in enumerate(counts)]
    whole, part = held_back(rows)
    columns = (
        ({n: a + b for n, a, b in rows}, whole),
        ({n: a for n, a, _ in rows}, part),
        ({n: b for n, _, b in rows}, part),
    )
    for column, away in columns:
        assert all(count == 0 or count >= 5 for name, count in column.items() if name not in away)
        hidden = [count for name, count in column.items() if name in away]
        everyone = {name for name, count in column.items() if count} <= away
        assert not any(hidden) or sum(hidden) >= 5 or everyone


@pytest.mark.parametrize("who", ["kari", "ingrid", "rita", "noor", "ada"])
def test_it_is_for_the_county(who: str, school: School) -> None:
    with pytest.raises(PermissionDenied):
        school.asks(who, queries.county)


def test_the_database_keeps_other_schools_figures_from_a_school(school: School) -> None:
    rolled_figures(school.house, {"fjordvik": (6, 6), "solvik": (7, 7)})
    with acting_as(school.user("rita").id):
        assert [row.unit_id for row in UnitWeek.objects.all()] == [school.house.units["fjordvik"].id]
    for nobody in ("kari", "noor", "lise"):
        with acting_as(school.user(nobody).id):
            assert not UnitWeek.objects.exists()
    with acting_as(school.user("cato").id), connection.cursor() as cursor:
        cursor.execute("select count(*) from pathway_youngperson")
        assert cursor.fetchone()[0] == 0, "the county sees counts, not young people"


def test_another_county_s_schools_are_not_there(school: School) -> None:
    house = school.house
    house.unit("annet", "county")
    house.unit("fremmed", "school", "annet")
    rolled_figures(house, {"fjordvik": (6, 6), "fremmed": (7, 7)})
    assert list(shown(school)) == ["Fjordvik"]
    assert uuid.UUID(str(house.units["fremmed"].id))
