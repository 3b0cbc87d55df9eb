"""What is handed to another agency on consent needs one that is recorded, and that holds that day."""

import uuid
from datetime import date, timedelta

import pytest

from tests.cases.people import School
from tests.support.house import House
from tettpaa.cases.models import Concern
from tettpaa.consent import actions as consent
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError

GROUNDS = {"processing": "public_task", "exception": "consent", "reason": "Vil jobbe."}


@pytest.fixture
def school(house: House) -> School:
    return School(house)


def says_yes(school: School, unit: str = "nav", purpose: str = "job") -> uuid.UUID:
    made = school.does(
        "jonas_self", consent.give, person=school.house.young["jonas"].id, unit=school.house.units[unit].id,
        purpose=purpose, topics=["absence"], last=date(2026, 12, 1), request_key=uuid.uuid4(),
    )  # fmt: skip
    return made.id


def hands_on(school: School, unit: str = "nav", to: str = "noor", by: str = "kari") -> Concern:
    concern = school.says("kari", school.person("jonas"), mine=True).concern
    there = {"to": school.user(to), "unit": school.house.units[unit]}
    return school.steps(by, "pass_on", concern, **there, **GROUNDS)


def test_without_one_it_is_refused_with_what_to_do(school: School) -> None:
    with pytest.raises(InputError, match="Registrer det") as refused:
        hands_on(school)
    assert refused.value.column == "exception"


def test_with_one_it_is_handed_on(school: School) -> None:
    says_yes(school)
    hands_on(school)


def test_one_for_another_agency_does_not_do(school: School) -> None:
    says_yes(school, "ot", "follow_up")
    with pytest.raises(InputError):
        hands_on(school)


def test_nor_one_that_was_withdrawn_or_has_ended(school: School) -> None:
    made = says_yes(school)
    with clock.frozen(clock.now() + timedelta(days=14)), pytest.raises(InputError):
        hands_on(school)
    school.does("jonas_self", consent.withdraw, consent=made)
    with pytest.raises(InputError):
        hands_on(school)
