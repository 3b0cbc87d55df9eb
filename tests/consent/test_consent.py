"""Consent: who says yes to what, until when; and that nothing of it is left when it is withdrawn."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

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
from tettpaa.consent import actions, queries
from tettpaa.consent.models import Consent, Paper
from tettpaa.insight.circle import circle
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.notify.models import Message
from tettpaa.pathway.actions import protect
from tettpaa.pathway.models import YoungPerson

UNTIL = date(2027, 6, 1)


def gives(house: House, by: str = "jonas_self", about: str = "jonas", **given: Any) -> Consent:
    said = {
        "person": house.young[about].id, "unit": house.units["nav"].id, "purpose": "job",
        "topics": ["absence", "concerns"], "last": UNTIL, "request_key": uuid.uuid4(),
    }  # fmt: skip
    with acting_as(house.users[by].id):
        return actions.give(by=house.users[by], **(said | given))


def registers(house: House, by: str = "ingrid", about: str = "jonas", **given: Any) -> Consent:
    said = {
        "person": house.young[about].id, "unit": house.units["nav"].id, "purpose": "job",
        "topics": ["absence"], "last": UNTIL, "way": "talk", "giver": "young", "name": "",
        "note": "Sa ja på kontoret mandag.", "request_key": uuid.uuid4(),
    }  # fmt: skip
    with acting_as(house.users[by].id):
        return actions.register(by=house.users[by], **(said | given))


def withdraws(house: House, by: str, consent: Consent) -> None:
    with acting_as(house.users[by].id):
        actions.withdraw(by=house.users[by], consent=consent.id)


def sees(house: House, name: str, about: str = "jonas") -> Topic:
    with acting_as(house.users[name].id):
        return topics_of(house.young[about].id, viewer=house.users[name])


def who(house: House, names: Iterable[str], model: Any = Consent) -> set[str]:
    found = set()
    for name in names:
        with acting_as(house.users[name].id):
            if model.objects.exists():
                found.add(name)
    return found


def test_it_lets_in_those_it_is_for_with_what_was_ticked_and_no_others(house: House) -> None:
    School(house).says("kari", School(house).person("jonas"))
    assert not sees(house, "noor")
    gives(house)
    shown = Topic.BASIC | Topic.WHEREABOUTS | Topic.ABSENCE | Topic.CONCERNS
    assert sees(house, "noor") == sees(house, "nils") == shown
    with acting_as(house.users["noor"].id):
        assert Concern.objects.count() == 1
    assert not sees(house, "ola"), "another agency"
    assert not sees(house, "noor", "amina"), "another young person"
    assert refresh() == 0


def test_the_query_after_a_withdrawal_sees_nothing_by_sql(house: House) -> None:
    made = gives(house)
    noor = house.users["noor"]
    with acting_as(noor.id):
        assert YoungPerson.objects.count() == 1
        with acting_as(house.users["jonas_self"].id):
            actions.withdraw(by=house.users["jonas_self"], consent=made.id)
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pathway_youngperson")
            assert cursor.fetchone() == (0,)
            cursor.execute("select count(*) from consent_consent")
            assert cursor.fetchone() == (0,)
    assert refresh() == 0


def test_it_ends_by_itself_and_with_the_membership(house: House) -> None:
    gives(house)
    noor = house.users["noor"].memberships.get()
    noor.last = date(2027, 1, 31)
    noor.save()
    refresh()
    with clock.frozen(clock.now() + timedelta(days=70)):
        assert not sees(house, "noor")
        assert sees(house, "nils")
    with clock.frozen(clock.now() + timedelta(days=200)):
        assert not sees(house, "nils")
        assert refresh() == 0


def test_withdrawing_twice_is_once_and_who_saw_is_told_but_not_why(house: House) -> None:
    made = gives(house)
    withdraws(house, "jonas_self", made)
    withdraws(house, "jonas_self", made)
    with acting_as(SYSTEM, "tettpaa_system"):
        told = Message.objects.filter(text="consent.withdrawn").values_list("to__username", flat=True)
        assert sorted(told) == ["nils", "noor"]
        assert Event.objects.filter(verb="consent.withdrawn").count() == 1


def test_the_young_person_decides_alone_from_the_age_that_the_topic_asks(house: House) -> None:
    with pytest.raises(PermissionDenied, match="foresatt"):
        gives(house, topics=["absence", "nav"])  # 16 years old: NAV's own matters ask 18
    gives(house, "lise", topics=["absence", "nav"])
    with pytest.raises(PermissionDenied, match="bestemmer ungdommen selv"):
        gives(house, "lise", topics=["absence"])
    YoungPerson.objects.filter(id=house.young["jonas"].id).update(born=date(2011, 11, 24))
    with pytest.raises(PermissionDenied):
        gives(house, topics=["absence"])  # 14, and 15 tomorrow
    with clock.frozen(clock.now() + timedelta(days=1)):
        gives(house, topics=["absence"])


def test_of_unknown_age_a_guardian_decides_while_known_to_be_one(house: House) -> None:
    YoungPerson.objects.filter(id=house.young["jonas"].id).update(born=None)
    refresh()
    for name in ("jonas_self", "lise"):  # of unknown age is not known to be a child either
        with pytest.raises((PermissionDenied, YoungPerson.DoesNotExist)):
            gives(house, name)


@pytest.mark.parametrize("name", ["kari", "noor", "sven", "lise", "rita", "ada"])
def test_nobody_else_says_yes_for_them(house: House, name: str) -> None:
    with pytest.raises((PermissionDenied, YoungPerson.DoesNotExist)):
        gives(house, name)


@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"purpose": "nothing"}, "purpose"),
        ({"purpose": "health"}, "unit"),  # NAV is no health station
        ({"topics": []}, "topics"),
        ({"topics": ["results", "health"]}, "topics"),  # not offered for work
        ({"last": date(2026, 11, 22)}, "last"),
        ({"last": date(2027, 12, 1)}, "last"),
    ],
)
def test_what_is_left_out_or_too_much_is_said_where(house: House, given: dict, column: str) -> None:
    born = YoungPerson.objects.filter(id=house.young["jonas"].id)
    born.update(born=date(2009, 11, 23))
    with pytest.raises(InputError) as refused:
        gives(house, **given)
    assert refused.value.column == column
    assert not Consent.objects.exists()


def test_staff_register_what_was_said_and_the_young_person_is_told(house: House) -> None:
    made = registers(house)
    assert (made.way, made.giver, made.name) == ("talk", "young", "Jonas Prøve")
    assert sees(house, "noor") & Topic.ABSENCE
    with acting_as(house.users["jonas_self"].id):
        assert Message.objects.get(to=house.users["jonas_self"]).text == "consent.registered"
    withdraws(house, "jonas_self", made)
    assert not sees(house, "noor")


@pytest.mark.parametrize("name", ["noor", "sven", "hanne", "tom", "jonas_self", "ada"])
def test_who_does_not_follow_up_registers_nothing(house: House, name: str) -> None:
    with pytest.raises(PermissionDenied):
        registers(house, name)


def test_those_let_in_by_a_consent_cannot_let_in_others(house: House) -> None:
    gives(house)
    with pytest.raises(PermissionDenied):
        registers(house, "noor", unit=house.units["ot"].id, purpose="follow_up")
    made = gives(house, unit=house.units["ot"].id, purpose="follow_up")
    with acting_as(house.users["noor"].id):
        assert not Consent.objects.filter(id=made.id).exists(), "nor see what others were given"


def test_registering_asks_for_what_shows_that_it_was_said(house: House) -> None:
    for given, column in (
        ({"note": " "}, "note"),
        ({"way": "page"}, "way"),
        ({"giver": "guardian", "name": "Lise"}, "giver"),
        ({"giver": "guardian", "name": "", "topics": ["nav"]}, "name"),
        ({"paper": ("application/pdf", b"%PDF-")}, "paper"),
    ):
        with pytest.raises(InputError) as refused:
            registers(house, **given)
        assert refused.value.column == column
    made = registers(house, way="paper", note="", paper=("application/pdf", b"%PDF-1 %%EOF"))
    with acting_as(house.users["rita"].id):
        assert bytes(queries.paper(made.id, viewer=house.users["rita"]).content) == b"%PDF-1 %%EOF"
    with acting_as(house.users["noor"].id), pytest.raises(Paper.DoesNotExist):
        queries.paper(made.id, viewer=house.users["noor"])


def test_a_consent_is_seen_by_the_family_who_follows_up_and_those_let_in(house: House) -> None:
    gives(house)
    assert who(house, house.users) == {"jonas_self", "kari", "ingrid", "per", "rita", "noor", "nils"}
    gives(house, "lise", topics=["nav"])
    assert "lise" in who(house, house.users), "guardians see those that a guardian gave"


def test_it_tells_nobody_else_that_there_is_a_case(house: House) -> None:
    gives(house)
    with acting_as(house.users["tom"].id):  # sees who Jonas is, no more
        near = circle(house.young["jonas"].id, viewer=house.users["tom"])
        assert "noor" not in {one.name.split()[0].lower() for one in near}
    with acting_as(house.users["kari"].id):
        near = circle(house.young["jonas"].id, viewer=house.users["kari"])
        assert next(one.why for one in near if one.ground == "consent") == "Nav, etter samtykke"
    with acting_as(house.users["noor"].id):
        mine = circle(house.young["jonas"].id, viewer=house.users["noor"])
        assert "fordi ungdommen har samtykket til Nav" in {one.said for one in mine}


def test_a_protected_address_stays_hidden_from_those_let_in(house: House) -> None:
    with acting_as(SYSTEM, "tettpaa_system"):
        protect(by=system(), person=house.young["jonas"].id, level="strictly")
    gives(house)
    assert not sees(house, "noor") & Topic.WHEREABOUTS
    assert sees(house, "noor") & Topic.BASIC


def test_those_concerned_are_warned_once_before_it_ends(house: House) -> None:
    made = gives(house)
    with acting_as(SYSTEM, "tettpaa_system"):
        assert actions.warn(by=system()) == 0
    soon = clock.now() + (made.last - clock.today()) - timedelta(days=14)
    with clock.frozen(soon), acting_as(SYSTEM, "tettpaa_system"):
        assert actions.warn(by=system()) == 1
        assert actions.warn(by=system()) == 0
        told = Message.objects.filter(text="consent.ends")
        assert sorted(told.values_list("to__username", flat=True)) == ["jonas_self", "nils", "noor"]
        assert {one.params["last"] for one in told} == {"2027-06-01"}


def test_of_a_withdrawn_one_nobody_is_warned(house: House) -> None:
    made = gives(house)
    withdraws(house, "jonas_self", made)
    with clock.frozen(clock.now() + timedelta(days=185)), acting_as(SYSTEM, "tettpaa_system"):
        assert actions.warn(by=system()) == 0


def test_the_log_has_what_was_agreed_without_words(house: House) -> None:
    registers(house)
    with acting_as(SYSTEM, "tettpaa_system"):
        event = Event.objects.get(verb="consent.given")
    assert event.details["topics"] == ["absence"]
    assert "kontoret" not in str(event.details)


@pytest.mark.parametrize(
    "change",
    [
        "update consent_consent set topics = 2047",
        "update consent_consent set last = '2030-01-01'",
        "delete from consent_consent",
        "delete from consent_withdrawal",
        "update consent_withdrawal set at = '2030-01-01'",
    ],
)
@pytest.mark.parametrize("name", ["noor", "ingrid", "jonas_self"])
def test_past_the_pages_nobody_widens_or_revives_one(house: House, name: str, change: str) -> None:
    withdraws(house, "jonas_self", gives(house))
    denied = pytest.raises(DatabaseError, match="permission denied")
    with acting_as(house.users[name].id), connection.cursor() as cursor, denied, transaction.atomic():
        cursor.execute(change)


def test_past_the_pages_nobody_says_yes_in_their_name(house: House) -> None:
    house.member("nora", "nav_counsellor", "nav")
    for name in ("noor", "kari", "tom"):
        user = house.users[name]
        row = Consent(
            id=uuid.uuid4(), person=house.young["jonas"], unit=house.units["nav"], purpose="job", topics=15,
            first=clock.today(), last=UNTIL, giver="young", way="page", name="Jonas", language="nb", by=user,
            at=clock.now(), request_key=uuid.uuid4(),
        )  # fmt: skip
        with acting_as(user.id), pytest.raises(DatabaseError), transaction.atomic():
            row.save(force_insert=True)


def test_who_sees_what_says_so_by_consent(house: House) -> None:
    gives(house)
    with acting_as(house.users["jonas_self"].id):
        seen = who_sees(house.young["jonas"].id, viewer=house.users["jonas_self"])
    assert {one.user.given_name for one in seen if one.ground == "consent"} == {"Noor", "Nils"}
