"""Who sees which young person, asked of the database itself."""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection

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


PERSONAL = [
    model
    for model in apps.get_models()
    if any(getattr(field, "attname", "") == "person_id" for field in model._meta.get_fields())
]


@pytest.mark.parametrize("model", PERSONAL, ids=lambda model: model._meta.label)
def test_past_the_views_a_stranger_reaches_no_row(house: House, model: type) -> None:
    """By SQL, as each user: every row of every table is about somebody whom the user may know."""
    allowed = {name: {house.young[young].id for young in seen(house, name)} for name in house.users}
    for name, user in house.users.items():
        with acting_as(user.id), connection.cursor() as cursor:
            cursor.execute("select has_table_privilege(%s, 'select')", [model._meta.db_table])
            if not cursor.fetchone()[0]:
                continue
            cursor.execute(
                f"select distinct person_id from {model._meta.db_table} where person_id is not null"
            )
            assert {row[0] for row in cursor.fetchall()} <= allowed[name], name
