"""A protected address: the database hides where somebody is from all but those whom ``protection.toml`` names."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests.cases.people import School
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.access.queries import topics_of, who_sees
from tettpaa.access.refresh import refresh
from tettpaa.access.topics import Topic
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.kit.errors import InputError
from tettpaa.pathway.actions import merge, protect
from tettpaa.pathway.models import ContactPoint, Enrolment, YoungPerson
from tettpaa.pathway.queries import search

SEE_CONFIDENTIAL = {"kari", "tom", "ingrid", "per", "rita", "hanne", "jonas_self"}
SEE_STRICTLY = {"kari", "ingrid", "rita", "jonas_self"}


def protected(house: House, level: str, name: str = "jonas") -> YoungPerson:
    YoungPerson.objects.filter(id=house.young[name].id).update(phone="+4790000001", email="j@elev.example")
    with acting_as(SYSTEM, "tettpaa_system"):
        protect(by=system(), person=house.young[name].id, level=level)
    return YoungPerson.objects.get(id=house.young[name].id)


def who(house: House, model: type, **about: object) -> set[str]:
    """Names of those who see a row of it."""
    found = set()
    for name, user in house.users.items():
        with acting_as(user.id):
            if model.objects.filter(**about).exists():
                found.add(name)
    return found


@pytest.mark.parametrize(("level", "see"), [("confidential", SEE_CONFIDENTIAL), ("strictly", SEE_STRICTLY)])
def test_only_the_named_roles_at_the_school_see_where(house: House, level: str, see: set[str]) -> None:
    jonas = protected(house, level)
    assert who(house, Enrolment, person=jonas) == see
    assert who(house, ContactPoint, person=jonas) == see
    assert who(house, YoungPerson, id=jonas.id) == SEE_CONFIDENTIAL | {"lise"}, "who it is, they knew before"
    assert refresh() == 0


def test_strictly_hides_what_tells_where_by_the_way(house: House) -> None:
    jonas = protected(house, "strictly")
    with acting_as(house.users["per"].id):
        seen = topics_of(jonas.id, viewer=house.users["per"])
    assert seen == Topic.BASIC | Topic.CONCERNS


def test_phone_and_email_leave_the_row_that_more_people_see(house: House) -> None:
    jonas = protected(house, "confidential")
    assert (jonas.phone, jonas.email) == ("", "")
    assert {c.value for c in ContactPoint.objects.filter(person=jonas)} == {"+4790000001", "j@elev.example"}
    with pytest.raises(IntegrityError), transaction.atomic():
        YoungPerson.objects.filter(id=jonas.id).update(phone="+4790000001")


@pytest.mark.parametrize("words", ["Jonas", "+47 900 00 001", "1BAA"])
def test_search_finds_them_only_for_who_may_see_where(house: House, words: str) -> None:
    jonas = protected(house, "confidential")
    for name, finds in (("ingrid", True), ("sven", False), ("noor", False), ("cato", False)):
        with acting_as(house.users[name].id):
            assert (jonas.id in {one.id for one in search(words, viewer=house.users[name])}) == finds, name


def test_with_a_baton_elsewhere_one_sees_who_but_not_where_nor_who_is_around(house: House) -> None:
    school, jonas = School(house), protected(house, "confidential")
    made = school.says("kari", school.person("jonas"), mine=True).concern
    told = {"reason": "Vil jobbe.", "processing": "public_task", "exception": "other_agency_13b5"}
    school.steps("kari", "pass_on", made, to=school.user("noor"), unit=house.units["nav"], **told)
    noor = house.users["noor"]
    with acting_as(noor.id):
        assert YoungPerson.objects.get().id == jonas.id
        assert not Enrolment.objects.exists()
        assert {access.user.given_name for access in who_sees(jonas.id, viewer=noor)} == {"Noor"}


def test_of_a_strictly_protected_no_concern_leaves_the_school(house: House) -> None:
    school = School(house)
    protected(house, "strictly")
    made = school.says("kari", school.person("jonas"), mine=True).concern
    told = {"reason": "Vil jobbe.", "processing": "public_task", "exception": "other_agency_13b5"}
    with pytest.raises(InputError, match="kan ikke sendes ut av skolen"):
        school.steps("kari", "pass_on", made, to=school.user("noor"), unit=house.units["nav"], **told)


def test_it_is_lifted_at_once_by_who_leads_the_school_and_by_nobody_else(house: House) -> None:
    jonas = protected(house, "confidential")
    for name in ("kari", "ingrid", "per"):
        with acting_as(house.users[name].id), pytest.raises(PermissionDenied, match="den som leder skolen"):
            protect(by=house.users[name], person=jonas.id, level="")
    with acting_as(house.users["rita"].id):
        protect(by=house.users["rita"], person=jonas.id, level="")
    assert "lise" in who(house, Enrolment, person=jonas)


def test_it_ends_for_a_colleague_with_the_place(house: House) -> None:
    jonas = protected(house, "confidential")
    Enrolment.objects.filter(person=jonas).update(last=date(2026, 11, 22))
    refresh(persons=[jonas.id])
    assert who(house, Enrolment, person=jonas) == {"jonas_self"}


def test_of_two_that_are_one_the_stricter_holds(house: House) -> None:
    protected(house, "strictly", "amina")
    with acting_as(house.users["rita"].id):
        merge(by=house.users["rita"], keep=house.young["jonas"].id, double=house.young["amina"].id)
    assert YoungPerson.objects.get(id=house.young["jonas"].id).protection == "strictly"
