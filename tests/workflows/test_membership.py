"""Somebody leaves, and somebody stands in: what they answered for goes on in the same breath."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tests.baton.conftest import opened  # noqa: F401  the fixture
from tests.baton.steps import as_user, checked, climb, now, seen
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import Membership
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.audit.models import Event
from tettpaa.baton import actions
from tettpaa.baton.models import Baton
from tettpaa.kit.errors import InputError
from tettpaa.pathway.models import YoungPerson
from tettpaa.workflows.membership import appoint_deputy, end_membership, start_membership

Opened = Callable[..., Baton]


def leave(house: House, name: str, by: str = "rita", **told: object) -> int:
    membership = Membership.objects.select_related("user", "unit").get(user=house.users[name])
    with acting_as(house.users[by].id):
        moved = end_membership(by=house.users[by], membership=membership, **told)
        checked()
    return moved


def test_who_leaves_today_leaves_nothing_behind(house: House, opened: Opened):  # noqa: F811
    first, second = opened(), opened(person="amina")
    assert leave(house, "kari") == 2
    assert {now(first).holder, now(second).holder} == {house.users["ingrid"]}
    assert now(first).due == first.due, "it is still as urgent as it was"
    with acting_as(SYSTEM, "tettpaa_system"):
        event = Event.objects.get(verb="membership.ended")
    assert event.actor_id == house.users["rita"].id


def test_sight_ends_with_it(house: House):
    leave(house, "kari", last=date(2026, 11, 22))
    with acting_as(house.users["kari"].id):
        assert not YoungPerson.objects.exists()
    assert refresh() == 0


def test_who_leaves_later_keeps_it_until_then(house: House, opened: Opened):  # noqa: F811
    baton = opened()
    assert leave(house, "kari", last=date(2026, 11, 24)) == 0
    assert now(baton).holder == house.users["kari"]
    climb(date(2026, 11, 25))
    assert now(baton).holder == house.users["ingrid"]


def test_what_was_asked_of_who_leaves_comes_back(house: House, opened: Opened):  # noqa: F811
    baton = as_user(
        house.users["kari"], actions.offer, baton=opened(), to=house.users["ingrid"], reason="Kan du?"
    )
    leave(house, "ingrid")
    assert (now(baton).holder, now(baton).offered_to_id) == (house.users["kari"], None)


def test_another_membership_at_the_school_does_not_keep_the_contact_teachers_baton(
    house: House,
    opened: Opened,  # noqa: F811
):
    baton = opened()
    ended = house.users["kari"].memberships.get()
    house.member("kari", "subject_teacher", "fjordvik", "1BAA", first=date(2026, 9, 1))
    with acting_as(SYSTEM, "tettpaa_system"):
        end_membership(by=system(), membership=ended)
        checked()
    assert now(baton).holder == house.users["ingrid"]


def test_the_last_one_who_could_answer_cannot_leave(house: House, opened: Opened):  # noqa: F811
    house.users["cato"].memberships.all().delete()
    house.users["sven"].memberships.all().delete()
    opened(by="synne", person="elias", unit="solvik")
    with pytest.raises(InputError, match="Ingen kan få ansvaret"):
        leave(house, "synne", by="ada")
    assert house.users["synne"].memberships.get().last is None


@pytest.mark.parametrize(
    ("by", "may"), [("rita", True), ("cato", True), ("ada", True), ("per", False), ("synne", False)]
)
def test_leaders_and_the_system_administrator_end_memberships(house: House, by: str, may: bool):
    if may:
        leave(house, "kari", by=by)
    else:
        with pytest.raises(PermissionDenied, match="Bare leder og systemansvarlig"):
            leave(house, "kari", by=by)


def test_a_day_before_the_first_is_refused(house: House):
    with pytest.raises(InputError, match="Siste dag"):
        leave(house, "kari", last=date(2026, 1, 1))


def test_a_deputy_takes_over_what_there_is_and_gives_way_when_the_time_is_up(house: House, opened: Opened):  # noqa: F811
    baton, other = opened(), opened(person=None, holder=house.users["kari"], step="counsellor")
    rita, dina = house.users["rita"], house.user("dina")
    with acting_as(rita.id):
        appoint_deputy(
            by=rita, membership=house.users["kari"].memberships.get(), user=dina, last=date(2026, 11, 25)
        )
        checked()
    assert now(baton).holder == dina
    assert now(other).holder == house.users["kari"], "only what goes with the role"
    assert seen(house, "dina", baton)
    climb(date(2026, 11, 26))
    assert now(baton).holder == house.users["kari"]


def test_a_new_colleague_sees_the_class_at_once(house: House):
    rita, nora = house.users["rita"], house.user("nora")
    with acting_as(rita.id):
        start_membership(
            by=rita,
            user=nora,
            unit=house.units["fjordvik"],
            role="contact_teacher",
            group=house.groups["1BAA"],
        )
    with acting_as(nora.id):
        assert YoungPerson.objects.count() == 2
    assert uuid.UUID(str(nora.id))
