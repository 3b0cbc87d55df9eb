"""Emergency access: opened by a colleague with a reason, for some hours; told at once, and gone by itself."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from tests.cases.people import School
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.access.queries import topics_of, who_sees
from tettpaa.access.refresh import refresh
from tettpaa.access.topics import Topic
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.audit.models import Event
from tettpaa.cases.models import Concern
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.notify.models import Message
from tettpaa.pathway.actions import end_emergency, open_emergency, protect
from tettpaa.pathway.models import Emergency, YoungPerson

WHY = "Hun ringte og sa at hun ikke orker mer. Jeg får ikke tak i Kari."


def opens(house: House, name: str, about: str = "amina", hours: int = 4, why: str = WHY) -> Emergency:
    with acting_as(house.users[name].id):
        return open_emergency(by=house.users[name], person=house.young[about].id, reason=why, hours=hours)


def sees(house: House, name: str, about: str = "amina") -> Topic:
    with acting_as(house.users[name].id):
        return topics_of(house.young[about].id, viewer=house.users[name])


@pytest.fixture
def vera(house: House) -> str:
    """Teaches another class at the school."""
    house.group("2BAA", "fjordvik")
    house.member("vera", "subject_teacher", "fjordvik", "2BAA")
    return "vera"


def test_it_opens_at_once_and_closes_by_itself(house: House, vera: str) -> None:
    School(house).says("kari", School(house).person("amina"))
    assert not sees(house, vera)
    opens(house, vera)
    assert sees(house, vera) == Topic.BASIC | Topic.CONCERNS | Topic.WHEREABOUTS
    with acting_as(house.users[vera].id):
        assert Concern.objects.count() == 1
    with clock.frozen(clock.now() + timedelta(hours=3, minutes=59)):
        assert sees(house, vera)
    with clock.frozen(clock.now() + timedelta(hours=4)):
        assert not sees(house, vera)
        with acting_as(house.users[vera].id):
            assert not YoungPerson.objects.exists()
            assert not Concern.objects.exists()
        assert refresh() == 0, "time alone makes no access row wrong"


def test_the_leader_is_told_at_once_and_the_log_has_it_without_the_words(house: House, vera: str) -> None:
    made = opens(house, vera)
    with acting_as(house.users["rita"].id):
        told = Message.objects.get(to=house.users["rita"])
        assert (told.text, told.subject_id) == ("emergency.opened", made.id)
        assert Emergency.objects.get().reason == WHY
    with acting_as(SYSTEM, "tettpaa_system"):
        event = Event.objects.get(verb="emergency.opened")
    assert event.person_id == house.young["amina"].id
    assert "orker" not in str(event.details)


def test_of_a_leader_the_one_above_is_told(house: House) -> None:
    opens(house, "olga", "elias")
    with acting_as(SYSTEM, "tettpaa_system"):
        told = set(Message.objects.filter(text="emergency.opened").values_list("to__username", flat=True))
    assert told == {"cato", "synne"}, "above herself, and where Elias goes"


def test_the_young_person_the_opener_the_leader_and_who_follows_up_may_read_of_it(
    house: House, vera: str
) -> None:
    house.user("amina_self", kind="young", person_id=house.young["amina"].id)
    house.guardian("mona", "amina")
    refresh()
    opens(house, vera)
    found = set()
    for name, user in house.users.items():
        with acting_as(user.id):
            if Emergency.objects.exists():
                found.add(name)
    assert found == {"vera", "rita", "amina_self", "kari", "ingrid", "per"}


def test_who_sees_her_is_told_of_it(house: House, vera: str) -> None:
    made = opens(house, vera)
    with acting_as(house.users["kari"].id):
        seen = who_sees(house.young["amina"].id, viewer=house.users["kari"])
    assert next(one.until for one in seen if one.ground == "emergency") == made.until


@pytest.mark.parametrize("name", ["kari", "sven", "noor", "cato", "ada", "lise", "jonas_self", "rita"])
def test_others_may_not(house: House, name: str) -> None:
    with pytest.raises(PermissionDenied):
        opens(house, name)


def test_to_a_protected_address_nobody_opens(house: House, vera: str) -> None:
    with acting_as(SYSTEM, "tettpaa_system"):
        protect(by=system(), person=house.young["amina"].id, level="confidential")
    with pytest.raises(PermissionDenied):
        opens(house, vera)


def test_a_reason_and_a_limit_of_hours_are_needed(house: House, vera: str) -> None:
    with pytest.raises(InputError, match="Skriv hvorfor"):
        opens(house, vera, why="Haster!")
    with pytest.raises(InputError, match="Så lenge"):
        opens(house, vera, hours=48)


def test_no_more_than_three_a_day(house: House, vera: str) -> None:
    for _n in range(3):
        made = opens(house, vera)
        with acting_as(house.users[vera].id):
            end_emergency(by=house.users[vera], emergency=made.id)
    with pytest.raises(PermissionDenied):
        opens(house, vera)


def test_the_leader_ends_it(house: House, vera: str) -> None:
    made = opens(house, vera)
    for name in ("kari", "sven"):
        with acting_as(house.users[name].id), pytest.raises((PermissionDenied, Emergency.DoesNotExist)):
            end_emergency(by=house.users[name], emergency=made.id)
    with acting_as(house.users["rita"].id):
        end_emergency(by=house.users["rita"], emergency=made.id)
    assert not sees(house, vera)
    assert refresh() == 0


INSERT = (
    "insert into pathway_emergency (id, user_id, person_id, unit_id, reason, opened_at, until) values "
    "(gen_random_uuid(), %(user)s, %(person)s, %(unit)s, %(reason)s, {at}, {until})"
)
TRIES = {
    "in another's name": {"user": "tom"},
    "about a stranger's pupil": {"person": "elias"},
    "from a unit where one is not": {"unit": "solvik"},
    "without a reason": {"reason": "x"},
    "for a month": {"until": "app_now() + interval '1 month'"},
    "as if it had been before": {"at": "app_now() - interval '1 day'"},
}


def insert(house: House, **other: str) -> None:
    given = {
        "user": "vera", "person": "amina", "unit": "fjordvik", "reason": WHY, "at": "app_now()",
        "until": "app_now() + interval '4 hours'", **other,
    }  # fmt: skip
    told = {
        "user": house.users[given["user"]].id, "person": house.young[given["person"]].id,
        "unit": house.units[given["unit"]].id, "reason": given["reason"],
    }  # fmt: skip
    with acting_as(house.users["vera"].id), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT.format(at=given["at"], until=given["until"]), told)


@pytest.mark.parametrize("what", TRIES)
def test_past_the_actions_the_database_says_no(house: House, vera: str, what: str) -> None:
    with pytest.raises(DatabaseError, match="row-level security"):
        insert(house, **TRIES[what])


def test_what_it_allows_it_allows(house: House, vera: str) -> None:
    insert(house)


@pytest.mark.parametrize("column", ["until", "reason", "person_id", "user_id", "opened_at"])
def test_what_was_opened_is_not_changed(house: House, vera: str, column: str) -> None:
    opens(house, vera)
    with (
        acting_as(house.users[vera].id),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"update pathway_emergency set {column} = {column}")
    assert uuid.UUID(str(house.users[vera].id))
