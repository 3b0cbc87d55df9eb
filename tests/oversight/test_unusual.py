"""What counts as unusual access: each rule finds what it says and leaves its borderline alone."""

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from django.urls import reverse

from tests.cases.people import School
from tests.support.house import House
from tettpaa.access import reads
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.accounts.queries import SYSTEM
from tettpaa.jobs.registry import names
from tettpaa.kit import clock
from tettpaa.oversight.actions import find
from tettpaa.oversight.models import Unusual
from tettpaa.oversight.rules import unusual
from tettpaa.oversight.unusual import OPENING
from tettpaa.pathway.models import YoungPerson

pytestmark = pytest.mark.django_db
Opens = Callable[..., None]


@pytest.fixture
def opens(house: House) -> Opens:
    """``opens("tom", "jonas", day=20)``: somebody opened that page, with the ground that they had."""

    def read(
        who: str,
        *whom: str,
        day: int = 23,
        hour: int = 10,
        minute: int = 0,
        page: str = "person",
        refused: bool = False,
    ) -> None:
        user = house.users[who].id
        at = datetime(2026, 11, day, hour, minute, tzinfo=clock.OSLO)
        with clock.frozen(at), acting_as(user), reads.noting() as noted:
            reads.note([house.young[name].id for name in whom])
            reads.write(noted, by=user, page=page, refused=refused)

    return read


def found(house: House) -> list[tuple[str, str, str, str, int]]:
    """(rule, who, whom, unit, how many), as the job finds it at noon on 23 November; twice finds no more."""
    with clock.frozen(datetime(2026, 11, 23, 23, 59, tzinfo=clock.OSLO)), acting_as(SYSTEM, "tettpaa_system"):
        find()
        assert find() == 0
        rows = list(Unusual.objects.select_related("actor", "person", "unit").order_by("code", "at"))
    return [
        (
            row.code, row.actor.username, row.person.given_name.lower() if row.person else "",
            row.unit.name.lower(), row.count,
        )
        for row in rows
    ]  # fmt: skip


def test_a_day_of_ordinary_work_is_not_unusual(house: House, opens: Opens) -> None:
    for minute in range(10):
        opens("kari", "jonas", minute=minute)
        opens("ingrid", "amina", minute=minute)
        opens("kari", "jonas", "amina", hour=23, minute=minute, page="people_group")
    assert found(house) == []


@pytest.mark.parametrize(("hour", "counts"), [(22, False), (23, True), (0, True), (4, True), (5, False)])
def test_at_night(house: House, opens: Opens, hour: int, counts: bool) -> None:
    opens("tom", "jonas", hour=hour, minute=30)
    opens("tom", "jonas", hour=hour, minute=40)
    assert found(house) == ([("night", "tom", "jonas", "fjordvik", 2)] if counts else [])


def test_night_follows_the_clock_on_the_wall(house: House, opens: Opens) -> None:
    """Half past ten in winter is 21.30 in Greenwich; half past four in the morning is 03.30."""
    opens("tom", "jonas", hour=22, minute=30)
    assert found(house) == []


def test_many_in_an_hour(house: House, opens: Opens) -> None:
    for number in range(41):
        house.pupil(f"p{number}", "fjordvik")
    refresh()
    for number in range(40):
        opens("ingrid", f"p{number}", minute=number)
    assert found(house) == []
    opens("ingrid", "p40", minute=50)
    assert found(house) == [("many_in_an_hour", "ingrid", "", "fjordvik", 41)]


def test_the_same_family_name_unless_many_have_it(house: House, opens: Opens) -> None:
    YoungPerson.objects.filter(id=house.young["jonas"].id).update(family_name="Testesen")
    opens("tom", "jonas")
    opens("tom", "amina")
    assert found(house) == [("same_family_name", "tom", "jonas", "fjordvik", 1)]
    Unusual.objects.all().delete()
    for number in range(12):
        house.pupil(f"p{number}", "fjordvik")
    YoungPerson.objects.update(family_name="Testesen")
    assert found(house) == []


def test_ones_own_child_read_as_staff(house: House, opens: Opens) -> None:
    opens("lise", "jonas")
    assert found(house) == [], "a guardian reads as a guardian"
    house.users["lise"].kind = "staff"
    house.users["lise"].save()
    house.member("lise", "counsellor", "fjordvik")
    refresh()
    assert ("own_child", "lise", "jonas", "fjordvik", 1) in found(house)


def test_again_and_again_without_a_task(house: House, opens: Opens) -> None:
    for day in (10, 12, 16):
        opens("hanne", "jonas", day=day)
    assert found(house) == []
    opens("hanne", "jonas", day=23)
    for day in (10, 12, 16, 23):
        opens("tom", "jonas", day=day)  # teaches the class
    assert found(house) == [("again_without_task", "hanne", "jonas", "fjordvik", 1)]


def test_who_has_had_the_baton_has_a_task(house: House, opens: Opens) -> None:
    School(house).says("kari", School(house).person("jonas"), duty="environment")  # Rita's, by law
    for day in (10, 12, 16, 23):
        opens("rita", "jonas", day=day)
    assert found(house) == []


def test_searches_that_open_nobody(house: House, opens: Opens) -> None:
    for minute in range(15):
        opens("sven", "jonas", minute=minute, page="people")
    opens("tom", "elias", minute=5, page="people")
    assert found(house) == []
    opens("sven", "jonas", "amina", minute=30, page="people")
    assert found(house) == [("searched_opened_nobody", "sven", "", "solvik", 16)]


def test_being_turned_away_again_and_again(house: House, opens: Opens) -> None:
    for minute in range(2):
        opens("sven", "jonas", minute=minute, refused=True)
    assert found(house) == []
    opens("sven", "amina", minute=2, refused=True)
    assert found(house) == [("turned_away", "sven", "", "solvik", 3)]


def test_who_leads_the_unit_is_looked_at_from_above(house: House, opens: Opens) -> None:
    opens("rita", "jonas", hour=2)
    assert found(house) == [("night", "rita", "jonas", "county", 1)]


def test_what_grows_is_counted_up_until_somebody_looks(house: House, opens: Opens) -> None:
    opens("tom", "jonas", hour=1)
    found(house)
    opens("tom", "jonas", hour=2)
    assert found(house)[0][-1] == 2
    Unusual.objects.update(looked_by=house.users["rita"], looked_at=clock.now())
    opens("tom", "jonas", hour=3)
    assert found(house)[0][-1] == 2


def test_the_rules_are_data_with_source_and_three_languages() -> None:
    assert len(unusual()) == 8
    for rule in unusual().values():
        assert rule.source
        assert [language for language, _said in rule.said] == ["nb", "nn", "en"]
        assert all(said for _language, said in rule.said)


def test_the_pages_that_open_somebody_are_there() -> None:
    for name in OPENING:
        assert reverse(name, args=[uuid.uuid4()])


def test_the_worker_looks_each_hour() -> None:
    assert "oversight.unusual" in names()


def test_the_app_sees_and_marks_only_its_own_unit(house: House, opens: Opens) -> None:
    opens("tom", "jonas", hour=1)
    found(house)
    for who in ("rita", "synne", "tom", "ada", "cato", "kari"):
        with acting_as(house.users[who].id):
            assert Unusual.objects.count() == (who == "rita"), who
            assert Unusual.objects.update(note=uuid.uuid4().hex) == (who == "rita")
