"""The tables: states, duties, deadlines and grounds."""

from datetime import date

import pytest
from django.utils import translation

from tettpaa.cases import rules
from tettpaa.cases.states import TRANSITIONS, IllegalStep, State, Verb, after, diagram
from tettpaa.consent import rules as consent
from tettpaa.kit import clock

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", Verb)
def test_a_step_leads_where_the_table_says_or_is_refused(state: State, verb: Verb) -> None:
    if (state, verb) in TRANSITIONS:
        assert after(state, verb) == TRANSITIONS[state, verb]
    else:
        with pytest.raises(IllegalStep):
            after(state, verb)


def test_nothing_is_closed_that_was_not_decided_and_closed_is_the_end() -> None:
    assert {state for (state, _), then in TRANSITIONS.items() if then == State.CLOSED} == {State.DECIDED}
    assert [verb for state, verb in TRANSITIONS if state == State.CLOSED] == [Verb.REOPEN]


def test_the_diagram_draws_every_step() -> None:
    drawn = diagram()
    assert drawn.startswith("stateDiagram-v2\n    [*] --> raised")
    assert all(verb.value in drawn for _, verb in TRANSITIONS)


def test_danger_and_environment_come_first_and_something_else_last() -> None:
    codes = list(rules.duties(TODAY))
    assert codes == ["danger", "environment", "child_welfare", "teaching", "no_mark_basis", "other"]


def test_every_duty_names_its_law_and_speaks_three_languages() -> None:
    for duty in rules.duties(TODAY).values():
        assert "§" in duty.law
        for words in (duty.title, duty.text):
            assert len(set(words.by_language.values())) == 3
    with translation.override("en"):
        assert str(rules.duties(TODAY)["other"].title) == "Something else"


def test_nothing_holds_before_its_date() -> None:
    assert rules.duties(date(2024, 7, 31)) == {}
    assert consent.hidden_grounds(date(2024, 7, 31)) == {}


def test_deadlines_by_stage_and_urgency() -> None:
    with clock.frozen(TODAY):
        assert rules.due("seen", "today") == TODAY
        assert rules.due("seen", "this_week") == date(2026, 11, 25)
        assert rules.due("seen", "this_week", duty=rules.duties()["environment"]) == TODAY
    for urgency in ("today", "this_week"):
        assert rules.days("followed_up", urgency) < rules.days("longest", urgency)


def test_section_25_1_never_reaches_nav() -> None:
    def codes(kind: str) -> set[str]:
        return {ground.code for ground in consent.sharing_grounds("exception", kind, TODAY)}

    assert codes("follow_up_service") - codes("nav_office") == {"transfer_25_1"}
