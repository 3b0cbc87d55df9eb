"""Need, and need with nothing done: the definition of the room's README, case by case."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tests.cases.people import School
from tests.identification.conftest import ABSENCE, LIMIT, Watch
from tettpaa.cases.states import Decision, Outcome
from tettpaa.identification.actions import answer
from tettpaa.identification.models import Signal
from tettpaa.identification.states import SignalState
from tettpaa.insight import queries
from tettpaa.insight.rules import need
from tettpaa.kit import clock

pytestmark = pytest.mark.django_db


def figures(school: School, who: str = "ingrid") -> tuple[int, int]:
    """(nothing done, followed up) of 1BAA."""
    found = school.asks(who, queries.school, school.house.units["fjordvik"].id)
    line = next(one for one in found.classes if one.code == "1BAA")
    return line.nothing_done, line.followed


def test_nobody_needs_anybody_on_the_first_day(school: School) -> None:
    assert figures(school) == (0, 0)


def test_what_is_said_is_need_with_nothing_done_until_it_is_decided(school: School) -> None:
    concern = school.says().concern
    assert figures(school) == (1, 0)
    school.steps("kari", "see", concern)
    assert figures(school) == (1, 0), "seen is not enough"
    school.steps(
        "kari", "decide", concern, decision=Decision.FOLLOW_UP, reason="Ringer", follow_up=date(2026, 12, 4)
    )
    assert figures(school) == (0, 1)
    school.steps("kari", "close", concern, outcome=Outcome.BETTER, text="")
    assert figures(school) == (0, 0)


def test_sent_on_is_nothing_done_until_somebody_accepts_and_decides(school: School) -> None:
    concern = school.says().concern
    school.steps(
        "kari", "pass_on", concern, to=school.user("noor"), unit=school.house.units["nav"], reason="Praksis",
        processing="public_task", exception="other_agency_13b5",
    )  # fmt: skip
    assert figures(school) == (1, 0)
    school.steps("noor", "accept", concern)
    assert figures(school) == (1, 0)
    school.steps(
        "noor", "decide", concern, decision=Decision.FOLLOW_UP, reason="Plass", follow_up=date(2026, 12, 4)
    )
    assert figures(school) == (0, 1)


def test_a_young_person_counts_once_and_one_decision_is_enough(school: School, watch: Watch) -> None:
    first, _second = school.says().concern, school.says("hanne").concern
    watch.run(watch.fired("jonas", LIMIT))
    assert figures(school) == (1, 0)
    school.steps(
        "kari", "decide", first, decision=Decision.FOLLOW_UP, reason="Ringer", follow_up=date(2026, 12, 4)
    )
    assert figures(school) == (0, 1)


def test_an_unanswered_signal_of_a_rule_to_act_on_is_need_and_an_answered_one_is_not(
    school: School, watch: Watch
) -> None:
    watch.run(watch.fired("jonas", ABSENCE), watch.fired("amina", ABSENCE))
    severities = set(Signal.objects.values_list("severity", flat=True))
    assert severities == {2}
    assert figures(school) == (2, 0)
    school.does("ingrid", answer, signals=watch.new("jonas"), kind=SignalState.KNOWN, reason="followed_up")
    assert figures(school) == (1, 0)


@pytest.mark.parametrize(("severity", "expected"), [(1, 0), (2, 1), (3, 1)])
def test_a_signal_that_is_only_to_be_looked_at_is_no_need(
    severity: int, expected: int, school: School, watch: Watch
) -> None:
    watch.run(watch.fired("jonas", ABSENCE))
    Signal.objects.update(severity=severity)
    assert need().severity == 2
    assert figures(school) == (expected, 0)


def test_the_principal_s_own_matters_count_for_the_principal_alone(school: School) -> None:
    school.says("kari", duty="environment")
    assert figures(school, "rita") == (1, 0)
    assert figures(school, "ingrid") == (0, 0)


def test_of_a_class_or_a_routine_nobody_is_in_need(school: School) -> None:
    school.says("kari", school.klass())
    school.says("kari", school.routine())
    assert figures(school, "rita") == (0, 0)


def test_who_left_the_school_stands_outside_the_classes(school: School) -> None:
    from tettpaa.pathway.models import Enrolment

    school.says()
    Enrolment.objects.filter(person=school.house.young["jonas"]).update(last=date(2026, 11, 30))
    with clock.frozen(date(2026, 12, 3)):
        found = school.asks("rita", queries.school, school.house.units["fjordvik"].id)
    assert sum(one.need for one in found.classes if one.id) == 0


@pytest.mark.parametrize("who", ["kari", "tom", "hanne", "sven", "synne", "noor", "cato", "ada"])
def test_others_have_no_figures_of_the_school(who: str, school: School) -> None:
    with pytest.raises(PermissionDenied):
        school.asks(who, queries.school, school.house.units["fjordvik"].id)
