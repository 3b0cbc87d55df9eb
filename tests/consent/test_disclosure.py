"""What was told without consent: on which paragraph, with every condition, and read by the family."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.accounts.queries import SYSTEM
from tettpaa.consent import actions
from tettpaa.consent.models import Disclosure
from tettpaa.consent.rules import hidden_grounds, sharing_grounds
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.notify.models import Message


def discloses(house: House, by: str = "ingrid", **given: Any) -> Disclosure:
    said = {
        "person": house.young["jonas"].id, "unit": house.units["nav"].id, "receiver": "",
        "exception": "other_agency_13b5", "processing": "public_task",
        "conditions": ["own_tasks", "no_more", "consent_tried"], "reason": "Skolen skal finne en plass.",
        "given": "At han går på Vg1 og vil ut i jobb.", "hidden_ground": "", "day": clock.today(),
        "request_key": uuid.uuid4(),
    }  # fmt: skip
    with acting_as(house.users[by].id):
        return actions.disclose(by=house.users[by], **(said | given))


def readers(house: House) -> set[str]:
    found = set()
    for name, user in house.users.items():
        with acting_as(user.id):
            if Disclosure.objects.exists():
                found.add(name)
    return found


def test_the_family_reads_it_and_is_told(house: House) -> None:
    made = discloses(house)
    assert readers(house) == {"ingrid", "kari", "per", "rita", "jonas_self", "lise"}
    with acting_as(SYSTEM, "tettpaa_system"):
        told = Message.objects.filter(text="disclosure.recorded", subject_id=made.id)
        assert sorted(told.values_list("to__username", flat=True)) == ["jonas_self", "lise"]


def test_hidden_with_a_ground_it_leaves_no_trace_at_home(house: House) -> None:
    code = next(iter(hidden_grounds()))
    discloses(house, hidden_ground=code, receiver="politiet", unit=None, exception="danger_to_life",
              conditions=["serious", "helps"])  # fmt: skip
    assert readers(house) == {"ingrid", "kari", "per", "rita"}
    with acting_as(SYSTEM, "tettpaa_system"):
        assert not Message.objects.filter(text="disclosure.recorded").exists()


def test_it_gives_the_receiver_no_sight(house: House) -> None:
    discloses(house)
    assert "noor" not in readers(house)


@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"conditions": ["own_tasks"]}, "exception"),
        ({"exception": "transfer_25_1", "conditions": ["moves", "no_more"]}, "exception"),  # never to NAV
        ({"exception": "consent", "conditions": []}, "exception"),  # a consent is recorded instead
        ({"receiver": "politiet"}, "receiver"),
        ({"unit": None}, "receiver"),
        ({"processing": "consent"}, "processing"),
        ({"reason": " "}, "reason"),
        ({"given": ""}, "given"),
        ({"hidden_ground": "because"}, "hidden_ground"),
    ],
)
def test_what_does_not_hold_is_said_where(house: House, given: dict[str, Any], column: str) -> None:
    with pytest.raises(InputError) as refused:
        discloses(house, **given)
    assert refused.value.column == column
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize("name", ["tom", "hanne", "noor", "sven", "jonas_self", "lise", "ada"])
def test_who_does_not_follow_up_records_nothing(house: House, name: str) -> None:
    with pytest.raises(PermissionDenied):
        discloses(house, name)


def test_every_exception_but_consent_has_conditions_and_a_source() -> None:
    for one in sharing_grounds("exception"):
        assert one.source
        assert bool(one.conditions) != one.by_consent
