"""What time does: the worker's scan. Batons are opened on Monday 23 November 2026, due Thursday the 26th."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.baton.steps import as_user, checked, climb, now, seen
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.accounts.queries import SYSTEM
from tettpaa.baton import actions, queries
from tettpaa.baton.models import Baton
from tettpaa.kit import clock
from tettpaa.notify.models import Message
from tettpaa.organisations.models import Closure

Opened = Callable[..., Baton]


def test_nothing_moves_before_the_deadline_has_passed(opened: Opened):
    baton = opened()
    assert climb(date(2026, 11, 26)) == 0
    assert now(baton).version == 1


def test_it_climbs_step_by_step_and_stays_with_the_principal(house: House, opened: Opened):
    baton, way = opened(), []
    for day in range(1, 40):
        climb(date(2026, 11, 23) + timedelta(days=day))
        way.append(now(baton).holder.username)
    assert list(dict.fromkeys(way)) == ["kari", "ingrid", "per", "rita"]
    assert now(baton).step == "principal"


def test_a_whole_working_day_lies_between_the_deadline_and_the_climb(opened: Opened):
    opened()
    assert climb(date(2026, 11, 27)) == 0
    assert climb(date(2026, 11, 29)) == 0
    assert climb(date(2026, 11, 30)) == 1


def test_the_next_has_the_ladders_days_from_the_day_it_came(house: House, opened: Opened):
    baton = opened()
    assert climb(date(2026, 11, 30)) == 1
    assert (now(baton).holder, now(baton).due) == (house.users["ingrid"], date(2026, 12, 3))
    with acting_as(SYSTEM, "tettpaa_system"):
        told = {message.to.username: message.text for message in Message.objects.select_related("to")}
    assert told == {"ingrid": "baton.climbed", "kari": "baton.passed"}


def test_a_second_scan_changes_nothing(opened: Opened):
    opened()
    assert climb(date(2026, 11, 30)) == 1
    assert climb(date(2026, 11, 30)) == 0


def test_after_weeks_without_a_worker_it_goes_one_step_with_time_to_act(house: House, opened: Opened):
    baton = opened()
    assert climb(date(2027, 1, 11)) == 1
    assert (now(baton).holder, now(baton).due) == (house.users["ingrid"], date(2027, 1, 14))


def test_weekends_and_closed_days_are_not_lateness(house: House, opened: Opened):
    Closure.objects.create(
        unit=house.units["fjordvik"], first=date(2026, 11, 27), last=date(2026, 12, 1), name="Fri"
    )
    baton = opened()
    assert climb(date(2026, 12, 2)) == 0
    assert climb(date(2026, 12, 3)) == 1
    assert now(baton).holder == house.users["ingrid"]


def test_an_empty_step_is_passed_over(house: House, opened: Opened):
    baton = opened()
    house.users["ingrid"].memberships.all().delete()
    climb(date(2026, 11, 30))
    assert now(baton).holder == house.users["per"]


def test_one_who_fills_two_steps_does_not_climb_to_themself(house: House, opened: Opened):
    house.member("kari", "counsellor", "fjordvik", first=date(2026, 1, 1))
    baton = opened()
    climb(date(2026, 11, 30))
    assert now(baton).holder == house.users["ingrid"]


def test_an_offer_without_an_answer_comes_back_and_the_holder_is_told(house: House, opened: Opened):
    kari = house.users["kari"]
    baton = as_user(kari, actions.offer, baton=opened(), to=house.users["noor"], reason="Samtykke er gitt.")
    assert climb(date(2026, 11, 25)) == 0
    assert climb(date(2026, 11, 26)) == 1
    assert (now(baton).holder, now(baton).offered_to_id) == (kari, None)
    assert seen(house, "noor", baton) is None
    with acting_as(kari.id):
        assert Message.objects.get().text == "baton.returned"


def test_one_whose_holder_left_by_date_goes_to_who_has_the_role_now(house: House, opened: Opened):
    baton = opened()
    house.users["kari"].memberships.update(last=date(2026, 11, 24))
    house.member("dag", "contact_teacher", "fjordvik", "1BAA", first=date(2026, 11, 25))
    assert climb(date(2026, 11, 24)) == 0
    assert climb(date(2026, 11, 25)) == 1
    assert (now(baton).holder, now(baton).due) == (house.users["dag"], date(2026, 11, 26))


def test_with_nobody_left_anywhere_it_stands_and_the_scan_goes_on(house: House, opened: Opened):
    lost, other = opened(by="synne", person="elias", unit="solvik"), opened()
    with acting_as(SYSTEM, "tettpaa_system"):
        for name in ("sven", "synne", "cato"):
            house.users[name].memberships.update(last=date(2026, 11, 24))
        checked()
    assert climb(date(2026, 11, 30)) == 1
    assert now(lost).holder == house.users["sven"]
    assert now(other).holder == house.users["ingrid"]


def test_an_urgent_one_stays_with_the_principal_and_is_counted_above(house: House, opened: Opened):
    baton = opened(urgent=True)
    climb(date(2026, 12, 1))
    assert now(baton).holder == house.users["rita"]
    with clock.frozen(date(2026, 12, 1)), acting_as(house.users["cato"].id):
        assert seen_counts(house) == {"Fjordvik": (1, 1, 1)}
        assert queries.of(baton.subject, viewer=house.users["cato"]) is None


def seen_counts(house: House) -> dict[str, tuple[int, int, int]]:
    rows = queries.counts_above(viewer=house.users["cato"])
    return {row.unit.name: (row.open, row.overdue, row.overdue_top) for row in rows}


@pytest.mark.parametrize("who", ["rita", "kari", "lise", "ada"])
def test_others_count_only_what_they_answer_for(house: House, opened: Opened, who: str):
    opened()
    opened(by="synne", person="elias", unit="solvik")
    with acting_as(house.users[who].id):
        units = {row.unit.name for row in queries.counts_above(viewer=house.users[who])}
    assert units == ({"Fjordvik"} if who == "rita" else set())


def test_people_do_not_run_the_scan(house: House):
    with pytest.raises(PermissionDenied), acting_as(house.users["rita"].id):
        actions.climb(by=house.users["rita"])
