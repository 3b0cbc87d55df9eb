"""Twice a year a leader confirms who works there; what nobody confirms, ends, and its batons go on.

The round of 1 February 2027: asked 11 January, reminded 22 and 29 January, ended after 15 February.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from tests.baton.conftest import opened  # noqa: F401  the fixture
from tests.baton.steps import checked, now
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.accounts import confirmation
from tettpaa.accounts.models import Confirmation, ConfirmationCall, Membership
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.audit.models import Event
from tettpaa.baton.models import Baton
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.notify.models import Message
from tettpaa.pathway.models import YoungPerson
from tettpaa.workflows.confirmation import confirm, follow, take_back

OPENS, DUE, ENDS = date(2027, 1, 11), date(2027, 2, 1), date(2027, 2, 15)
Opened = Callable[..., Baton]


@contextmanager
def night(day: date) -> Iterator[None]:
    """The daily job has run on that day; what is inside happens then."""
    with clock.frozen(day):
        with acting_as(SYSTEM, "tettpaa_system"):
            follow(by=system())
            checked()
        yield


def of(house: House, name: str) -> Membership:
    return Membership.objects.select_related("user", "unit", "group").get(user=house.users[name])


def says(house: House, by: str, *names: str) -> int:
    with acting_as(house.users[by].id):
        return confirm(by=house.users[by], memberships=[of(house, name) for name in names])


def told(house: House, name: str, text: str = "membership.confirm") -> list[dict]:
    rows = Message.objects.filter(to=house.users[name], text=text).order_by("at", "id")
    return [row.params for row in rows]


def confirm_all(house: House, *but: str) -> None:
    by = {"fjordvik": "rita", "solvik": "synne", "nav": "nils", "ot": "olga", "county": "cato"}
    for unit, leader in by.items():
        rows = Membership.objects.filter(unit=house.units[unit]).exclude(user=house.users[leader])
        says(house, leader, *(row.user.username for row in rows if row.user.username not in but))
    says(house, "cato", *(name for name in ("rita", "synne", "nils", "olga") if name not in but))
    if "cato" not in but:
        says(house, "ada", "cato")


def test_the_rounds_lie_where_the_table_says() -> None:
    found = confirmation.round_of(date(2027, 1, 20))
    assert found == confirmation.Round(OPENS, DUE, ENDS, (date(2027, 1, 22), date(2027, 1, 29)))
    assert confirmation.round_of(date(2027, 1, 10)) is None
    assert confirmation.round_of(date(2027, 5, 1)) is None
    assert confirmation.round_of(date(2027, 9, 10)).due == date(2027, 10, 1)


def test_the_leader_is_asked_reminded_and_asked_no_more_when_it_is_done(house: House) -> None:
    with night(OPENS):
        assert told(house, "rita") == [{"due": "2027-02-01", "n": "5"}]
        assert told(house, "cato") == [{"due": "2027-02-01", "n": "1"}] * 5, "of Ada and four leaders"
        assert told(house, "ada") == [{"due": "2027-02-01", "n": "1"}], "of the one at the top"
    with night(OPENS):
        assert len(told(house, "rita")) == 1, "run again, and nothing happens"
    with night(date(2027, 1, 22)):
        assert len(told(house, "rita")) == 2
        says(house, "rita", "kari", "tom", "ingrid", "per", "hanne")
    with night(date(2027, 1, 29)):
        assert len(told(house, "rita")) == 2


def test_a_worker_that_stood_still_asks_once_for_the_days_it_missed(house: House) -> None:
    with night(OPENS):
        pass
    with night(date(2027, 1, 30)):
        assert len(told(house, "rita")) == 2


def test_what_is_not_confirmed_ends_after_the_days_of_grace_and_its_batons_go_on(
    house: House,
    opened: Opened,  # noqa: F811
) -> None:
    with night(OPENS):
        baton = opened()
        assert now(baton).holder == house.users["kari"]
        confirm_all(house, "kari")
    with night(ENDS), acting_as(house.users["kari"].id):
        assert YoungPerson.objects.exists(), "the last day is counted"
    with night(ENDS + timedelta(days=1)):
        assert of(house, "kari").last == ENDS
        assert now(baton).holder == house.users["ingrid"]
        assert told(house, "kari", "membership.unconfirmed") == [{"due": "2027-02-01"}]
        assert told(house, "rita", "membership.ended") == [{"due": "2027-02-01", "n": "1"}]
        with acting_as(house.users["kari"].id):
            assert not YoungPerson.objects.exists()
        assert refresh() == 0
        assert Membership.objects.filter(last=None).count() == 13
        with acting_as(SYSTEM, "tettpaa_system"):
            assert Event.objects.filter(verb="membership.ended").count() == 1


def test_a_unit_that_was_never_asked_loses_nobody(house: House) -> None:
    with night(ENDS + timedelta(days=1)):
        assert not Membership.objects.exclude(last=None).exists()
        assert not ConfirmationCall.objects.exists()


def test_who_began_after_the_round_opened_is_as_good_as_confirmed(house: House) -> None:
    house.member("nora", "subject_teacher", "fjordvik", "1BAA", first=date(2027, 1, 12))
    with night(OPENS):
        confirm_all(house, "nora")
    with night(ENDS + timedelta(days=1)):
        assert of(house, "nora").last is None


def test_the_last_leader_of_a_unit_is_not_ended_without_the_level_above_being_told(
    house: House,
    opened: Opened,  # noqa: F811
) -> None:
    with night(OPENS):
        baton = opened(by="synne", person="elias", unit="solvik")
        confirm_all(house, "synne", "sven")
    with night(ENDS + timedelta(days=1)):
        assert of(house, "synne").last == ENDS
        assert told(house, "cato", "membership.leaderless") == [{"last": "2027-02-15"}]
        assert now(baton).holder == house.users["cato"]


def test_where_nobody_is_left_above_nothing_ends_and_the_administrator_is_told(house: House) -> None:
    house.users["ada"].memberships.all().delete()
    house.member("adam", "system_admin", "solvik")
    with night(OPENS):
        pass
    with night(ENDS + timedelta(days=1)):
        assert of(house, "cato").last is None
        assert told(house, "cato", "membership.not_ended") == []
        assert of(house, "kari").last == ENDS


def test_a_leader_is_confirmed_by_the_level_above_and_never_by_themselves(house: House) -> None:
    with night(OPENS):
        with pytest.raises(PermissionDenied, match="nivået over"):
            says(house, "rita", "rita")
        assert says(house, "cato", "rita") == 1
        for name in ("kari", "per", "synne"):
            with pytest.raises(PermissionDenied, match="Bare leder"):
                says(house, name, "ingrid")


def test_past_the_actions_the_database_says_no(house: House) -> None:
    insert = (
        "insert into accounts_confirmation (id, membership_id, unit_id, due, by_id, at) "
        "values (gen_random_uuid(), %s, %s, '2027-02-01', %s, now())"
    )
    rita, synne = house.users["rita"].id, house.users["synne"].id
    fjordvik, solvik = house.units["fjordvik"].id, house.units["solvik"].id
    tries = [
        (rita, of(house, "rita").id, fjordvik, rita),
        (synne, of(house, "kari").id, fjordvik, synne),
        (synne, of(house, "kari").id, solvik, synne),
        (rita, of(house, "kari").id, fjordvik, synne),
    ]
    for me, *given in tries:
        with (
            acting_as(me),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(insert, given)


def test_a_confirmation_is_taken_back(house: House) -> None:
    with night(OPENS), acting_as(house.users["rita"].id):
        rita = house.users["rita"]
        assert confirm(by=rita, memberships=[of(house, "kari")]) == 1
        assert confirm(by=rita, memberships=[of(house, "kari")]) == 0, "twice is once"
        take_back(by=rita, membership=of(house, "kari"))
        assert not Confirmation.objects.exists()


def test_between_the_rounds_there_is_nothing_to_confirm(house: House) -> None:
    with pytest.raises(InputError, match="ingen bekreftelse nå"):
        says(house, "rita", "kari")
