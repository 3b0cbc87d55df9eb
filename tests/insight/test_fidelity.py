"""How soon something happens after somebody spoke up, whether what was agreed is done, and who is forgotten."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.cases.people import School
from tettpaa.access.acting import acting_as
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.cases.mapping import actions as mapping
from tettpaa.cases.plan import actions as plans
from tettpaa.cases.states import Decision
from tettpaa.insight.actions import roll_up
from tettpaa.insight.fidelity import Fidelity, Kept, Pace, fidelity
from tettpaa.insight.models import UnitWeek
from tettpaa.kit import clock
from tettpaa.measures.models import Measure

pytestmark = pytest.mark.django_db
SAID = date(2026, 11, 2)
FEW = 5


def looks(school: School, who: str = "ingrid", unit: str = "fjordvik") -> Fidelity:
    return school.asks(who, fidelity, school.house.units[unit].id)


def followed(school: School, *, seen: int, decided: int) -> list[uuid.UUID]:
    """Five concerns about Jonas said on the same day, seen and decided so many days later."""
    with clock.frozen(SAID):
        made = [school.says("kari", mine=True).concern for _ in range(FEW)]
    assert all(made)
    for concern in made:
        with clock.frozen(SAID + timedelta(days=seen)):
            school.steps("kari", "see", concern)
        with clock.frozen(SAID + timedelta(days=decided)):
            school.steps(
                "kari", "decide", concern, decision=Decision.FOLLOW_UP, reason="Samtale.",
                follow_up=SAID + timedelta(days=30),
            )  # fmt: skip
    return made


def measure(school: School, evaluate_on: date) -> Measure:
    plan = school.does("kari", plans.open_plan, person=school.person("jonas").id)
    return school.does(
        "kari", plans.add_measure, plan=plan.id, responsible=school.user("kari"), unit=plan.unit_id, code="adult",
        title="Samtale", aim="En å si fra til.", first=clock.today(), last=evaluate_on, evaluate_on=evaluate_on,
        pays="free", parts=[], goals=[], ground="", request_key=uuid.uuid4(),
    )  # fmt: skip


def test_days_are_counted_from_said_to_each_step(school: School) -> None:
    followed(school, seen=2, decided=4)
    with clock.frozen(SAID + timedelta(days=7)):
        school.does("kari", mapping.open_mapping, person=school.person("jonas").id, request_key=uuid.uuid4())
    with clock.frozen(SAID + timedelta(days=9)):
        school.does("kari", plans.open_plan, person=school.person("jonas").id)
    found = looks(school)
    assert found.said == FEW
    assert (found.seen, found.decided) == (Pace(0, 2), Pace(0, 4))
    assert (found.contact, found.plan) == (Pace(0, 7), Pace(0, 9))


def test_what_waits_counts_with_the_days_it_has_waited(school: School) -> None:
    followed(school, seen=0, decided=0)
    found, waited = looks(school), (clock.today() - SAID).days
    assert (found.contact, found.plan) == (Pace(FEW, waited), Pace(FEW, waited))


def test_a_plan_from_before_is_there_at_once(school: School) -> None:
    with clock.frozen(SAID - timedelta(days=30)):
        school.does("kari", plans.open_plan, person=school.person("jonas").id)
    followed(school, seen=0, decided=0)
    assert looks(school).plan == Pace(0, 0)


def test_few_give_no_median(school: School) -> None:
    school.says("kari", mine=True)
    assert looks(school).seen == Pace(1, None)


def test_measures_are_counted_by_how_they_ended(school: School) -> None:
    with clock.frozen(SAID):
        good, late, _missing = [measure(school, SAID + timedelta(days=7)) for _ in range(3)]
        measure(school, date(2026, 12, 18))  # not due yet
    ends = {"view": "together", "words": "Slik gikk det.", "version": 1}
    with clock.frozen(SAID + timedelta(days=7)):
        school.does("kari", plans.evaluate, measure=good.id, done="yes", helped="yes", **ends)
    with clock.frozen(SAID + timedelta(days=8)):
        school.does("kari", plans.evaluate, measure=late.id, done="partly", helped="no", **ends)
    assert looks(school).kept == Kept(due=3, in_time=1, missing=1, as_planned=1, helped=1)


def test_who_is_forgotten_is_named_until_somebody_does_something(school: School) -> None:
    followed(school, seen=0, decided=0)
    with clock.frozen(SAID + timedelta(days=21)):
        assert looks(school).untouched == []
    with clock.frozen(SAID + timedelta(days=22)):
        [one] = looks(school).untouched
        assert (one.name, one.since) == ("Jonas Prøve", SAID)
        measure(school, date(2026, 12, 18))
        assert looks(school).untouched == []


def test_what_is_closed_is_not_forgotten(school: School) -> None:
    for concern in followed(school, seen=0, decided=0):
        with clock.frozen(SAID):
            school.steps("kari", "close", concern, outcome="better")
    with clock.frozen(SAID + timedelta(days=60)):
        assert looks(school).untouched == []


@pytest.mark.parametrize("who", ["kari", "tom", "noor", "cato", "lise", "jonas_self", "sven"])
def test_it_is_for_who_leads_or_counsels_there(school: School, who: str) -> None:
    with pytest.raises(PermissionDenied):
        looks(school, who)


def test_the_countys_week_has_the_same_figures(school: School) -> None:
    followed(school, seen=2, decided=4)
    with clock.frozen(SAID):
        measure(school, SAID + timedelta(days=7))
    with acting_as(SYSTEM, "tettpaa_system"):
        roll_up(by=system())
    row, found = UnitWeek.objects.get(unit__name="Fjordvik"), looks(school)
    assert (row.said, row.seen_days, row.decided_days) == (
        found.said,
        found.seen.median,
        found.decided.median,
    )
    assert (row.contact_days, row.plan_days) == (found.contact.median, found.plan.median)
    assert (row.due, row.in_time) == (found.kept.due, found.kept.in_time) == (1, 0)
