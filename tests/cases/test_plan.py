"""One plan: the young person's goal first, measures that somebody answers for, and nothing written over."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from tests.access.filled import measure
from tests.cases.people import School
from tettpaa.baton.models import Baton
from tettpaa.cases.plan import actions, queries
from tettpaa.cases.plan.models import Goal, Plan
from tettpaa.cases.queries.beside import mine
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.measures import actions as measures
from tettpaa.measures.models import Measure
from tettpaa.measures.rules import LANGUAGES, areas, effects, intensities, levels, offers, sectors
from tettpaa.notify.models import Message

pytestmark = pytest.mark.django_db
SAID = {"done": "yes", "helped": "somewhat", "view": "together", "words": "Kom hver dag."}


@pytest.fixture
def plan(school: School) -> Plan:
    made = school.does("kari", actions.open_plan, person=school.house.young["jonas"].id)
    school.does("kari", actions.write_goal, plan=made.id, words="Bli tømrer.", own=True)
    return made


def add(school: School, plan: Plan, unit: str = "nav", who: str = "noor", **more: Any) -> Measure:
    return school.does("kari", actions.add_measure, plan=plan.id, **(measure(school, unit, who) | more))


def test_the_young_persons_goal_comes_first(school: School) -> None:
    made = school.does("kari", actions.open_plan, person=school.house.young["jonas"].id)
    with pytest.raises(InputError, match="egne ord"):
        school.does("kari", actions.write_goal, plan=made.id, words="Mindre fravær.", own=False)
    school.does("kari", actions.write_goal, plan=made.id, words="Bli tømrer.", own=True)
    school.does("kari", actions.write_goal, plan=made.id, words="Mindre fravær.", own=False)
    told = school.asks("kari", queries.plan, made.id)
    assert [goal.words for goal in told.goals] == ["Bli tømrer.", "Mindre fravær."]


def test_who_asks_again_gets_the_same_plan(school: School, plan: Plan) -> None:
    assert school.does("ingrid", actions.open_plan, person=plan.person_id).id == plan.id


def test_two_who_write_at_once_see_both(school: School, plan: Plan) -> None:
    goal = Goal.objects.get()
    told = {"plan": plan.id, "line": goal.line, "version": 1, "own": True}
    school.does("kari", actions.write_goal, words="Bli snekker.", **told)
    with pytest.raises(StaleWrite) as both:
        school.does("ingrid", actions.write_goal, words="Bli båtbygger.", **told)
    assert (both.value.theirs.words, both.value.mine["words"]) == ("Bli snekker.", "Bli båtbygger.")
    assert Goal.objects.count() == 2


def test_nobody_else_changes_what_the_young_person_wrote(school: School, plan: Plan) -> None:
    school.does("kari", actions.show, plan=plan.id, shown="young")
    mine = school.does("jonas_self", actions.write_goal, plan=plan.id, words="Slippe mandager.", own=False)
    assert mine.own
    with pytest.raises(InputError, match="skrevet selv"):
        school.does(
            "kari", actions.write_goal, plan=plan.id, words="Nei.", own=True, line=mine.line, version=1
        )


def test_a_measure_is_somebodys_until_it_is_evaluated(school: School, plan: Plan) -> None:
    made = add(school, plan)
    baton = Baton.objects.get(subject_kind="measure", subject_id=made.id)
    assert (baton.holder.username, baton.due) == ("noor", date(2026, 12, 14))
    assert Message.objects.filter(to=school.user("noor"), text="measure.given").count() == 1
    assert [one.sentence for one in school.asks("noor", queries.for_inbox)] == [
        "Tiltak som skal evalueres: Praksis"
    ]
    school.does("noor", actions.evaluate, measure=made.id, version=1, **SAID)
    assert Baton.objects.get(subject_id=made.id).closed_at
    assert school.asks("noor", queries.for_inbox) == []
    with pytest.raises(Measure.DoesNotExist):
        school.does("noor", measures.remark, measure=made.id, words="Mer")


def test_one_that_goes_on_has_a_new_day(school: School, plan: Plan) -> None:
    made = add(school, plan)
    school.does("noor", actions.evaluate, measure=made.id, version=1, goes_on_to=date(2027, 1, 11), **SAID)
    assert Baton.objects.get(subject_id=made.id).due == date(2027, 1, 11)
    with pytest.raises(StaleWrite):
        school.does("noor", actions.evaluate, measure=made.id, version=1, **SAID)


def test_only_the_one_who_has_it_evaluates(school: School, plan: Plan) -> None:
    made = add(school, plan)
    with pytest.raises(PermissionDenied, match="har ansvaret for tiltaket"):
        school.does("kari", actions.evaluate, measure=made.id, version=1, **SAID)


def test_an_overdue_evaluation_climbs_like_a_concern(school: School, plan: Plan) -> None:
    made = add(school, plan, "fjordvik", "kari", ground="")
    with clock.frozen(date(2026, 12, 21)):
        school.climbs()
    assert Baton.objects.get(subject_id=made.id).holder.username == "ingrid"


def test_the_database_refuses_a_measure_that_nobody_has(school: School, plan: Plan) -> None:
    given = measure(school, "nav", "noor") | {"unit": school.house.units["nav"], "shown": ""}
    with pytest.raises(IntegrityError, match=r"baton|has no"):
        school.does("kari", measures.add, person=plan.person_id, subject=("plan", plan.id), **given)


def test_another_agency_needs_a_ground_that_is_kept(school: School, plan: Plan) -> None:
    with pytest.raises(InputError, match="lovlig"):
        add(school, plan, ground="")
    assert add(school, plan).ground == "other_agency_13b5"


def test_nav_sees_its_measure_and_not_the_plan(school: School, plan: Plan) -> None:
    add(school, plan)
    assert school.asks("noor", queries.of_person, plan.person_id) is None


def test_a_double_click_makes_one(school: School, plan: Plan) -> None:
    key = uuid.uuid4()
    assert add(school, plan, request_key=key).id == add(school, plan, request_key=key).id


def test_agreement_is_to_the_plan_as_it_stood(school: School, plan: Plan) -> None:
    stood = school.asks("kari", queries.plan, plan.id).stood
    school.does("kari", actions.agree, plan=plan.id, stood=stood, paper="Lise Testesen")
    assert [fresh for _one, fresh in school.asks("kari", queries.plan, plan.id).agreed] == [True]
    with clock.frozen(date(2026, 11, 24)):
        add(school, plan)
        with pytest.raises(StaleWrite):
            school.does("kari", actions.agree, plan=plan.id, stood=stood)
        assert [fresh for _one, fresh in school.asks("kari", queries.plan, plan.id).agreed] == [False]


def test_the_young_person_sees_it_when_somebody_has_told_them(school: School, plan: Plan) -> None:
    made = add(school, plan)
    assert school.asks("jonas_self", mine) == []
    school.does("kari", actions.show, plan=plan.id, shown="young")
    assert [one.id for one in school.asks("jonas_self", mine)] == [plan.id]
    assert school.asks("lise", mine) == []
    assert school.does("jonas_self", measures.remark, measure=made.id, words="Passer bra.").own
    with pytest.raises(PermissionDenied):
        school.does("jonas_self", actions.show, plan=plan.id, shown="")


def test_the_catalogue_is_whole() -> None:
    found = offers(date(2026, 11, 23))
    assert {one.area for one in found.values()} == set(areas())
    for one in found.values():
        known = {*levels(), *sectors(), *intensities(), *effects()}
        assert {*one.levels, *one.sectors, one.intensity, one.effect} <= known, one.code
        for words in (one.title, one.text, one.offered_by, one.known, one.example):
            assert all(words.by_language[language] for language in LANGUAGES), one.code
        assert one.source, one.code
