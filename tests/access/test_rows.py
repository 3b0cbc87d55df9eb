"""Who sees which young person, asked of the database itself."""

from datetime import date

import pytest

from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.access.queries import who_sees
from tettpaa.access.refresh import refresh
from tettpaa.kit import clock
from tettpaa.pathway.models import Enrolment, YoungPerson


def seen(house: House, name: str) -> set[str]:
    with acting_as(house.users[name].id):
        return {person.given_name.lower() for person in YoungPerson.objects.all()}


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("kari", {"jonas", "amina"}),
        ("tom", {"jonas", "amina"}),
        ("ingrid", {"jonas", "amina"}),
        ("rita", {"jonas", "amina"}),
        ("sven", {"elias"}),
        ("synne", {"elias"}),
        ("noor", set()),
        ("ola", set()),
        ("cato", set()),
        ("ada", set()),
        ("lise", {"jonas"}),
        ("jonas_self", {"jonas"}),
    ],
)
def test_sight_follows_from_what_one_is(house: House, who: str, sees: set[str]) -> None:
    assert seen(house, who) == sees


def test_sight_ends_with_the_place(house: House) -> None:
    Enrolment.objects.filter(person=house.young["jonas"]).update(last=date(2026, 12, 1))
    refresh(persons=[house.young["jonas"].id])
    assert "jonas" in seen(house, "kari")
    with clock.frozen(date(2026, 12, 2)):
        assert "jonas" not in seen(house, "kari")


def test_a_guardian_sees_until_the_eighteenth_birthday(house: House) -> None:
    with clock.frozen(date(2028, 5, 2)):
        assert seen(house, "lise") == {"jonas"}
    with clock.frozen(date(2028, 5, 3)):
        assert seen(house, "lise") == set()


def test_the_page_tells_who_sees_and_a_stranger_is_told_nothing(house: House) -> None:
    jonas = house.young["jonas"].id
    with acting_as(house.users["kari"].id):
        names = {access.user.given_name.lower() for access in who_sees(jonas, viewer=house.users["kari"])}
    assert names == {"kari", "tom", "ingrid", "per", "rita", "hanne", "lise", "jonas_self"}
    with acting_as(house.users["sven"].id):
        assert who_sees(jonas, viewer=house.users["sven"]) == []


def test_a_full_recomputation_changes_nothing(house: House) -> None:
    assert refresh() == 0
