"""An answered signal stays answered unless it is worse; what worse means."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tettpaa.engine.book import standard_book
from tettpaa.engine.rules import Rule
from tettpaa.identification.rules import Answered, Evidence, Fresh, limits_on, priority, reasons, worse
from tettpaa.identification.states import Again, SignalState

DAY = date(2026, 11, 23)
LIMITS = limits_on(DAY)
RULES = {rule.name: rule for rule in standard_book().rules}
ABSENCE, IV, FALL = RULES["absence-over-10-percent"], RULES["no-basis-for-marks"], RULES["falling-marks"]
WARNING, SIGNS = RULES["warning-of-no-mark"], RULES["several-signs"]


def held(value: float, condition: int = 0, **more: object) -> dict:
    return {"condition": condition, "value": value, "part": None, "whole": None, "detail": None, **more}


def again(
    rule: Rule, then: Evidence, now: Evidence, *, state: str = "known", until: date | None = None,
    seen: date = DAY, on: date = DAY, severity: int | None = None,
) -> Again | None:  # fmt: skip
    severity = severity or rule.severity
    old = Answered(SignalState(state), rule.severity, rule.valid_from, then, seen, until)
    return worse(old, Fresh(severity, rule.valid_from, now), rule, on, LIMITS)


@pytest.mark.parametrize(
    ("rule", "then", "now", "comes_back"),
    [
        (ABSENCE, held(0.14), held(0.174), None),
        (ABSENCE, held(0.14), held(0.175), Again.FIGURE),
        (ABSENCE, held(0.14), held(0.105), None),
        (IV, held(2, detail="english · history"), held(2, detail="english · history"), None),
        (IV, held(2, detail="english · history"), held(2, detail="english · physics"), Again.EVENT),
        (FALL, held(-0.6), held(-0.74), None),
        (FALL, held(-0.6), held(-0.75), Again.FIGURE),
        (FALL, held(-0.6), held(-0.5), None),
    ],
)
def test_a_figure_brings_it_back_when_a_quarter_further_off(
    rule: Rule, then: dict, now: dict, comes_back: Again | None
) -> None:
    assert again(rule, [then], [now]) is comes_back


def test_a_warning_in_another_subject_brings_it_back_though_the_count_is_the_same() -> None:
    first, second = (
        {"happened": "2026-11-02", "subject": "english"},
        {"happened": "2026-11-16", "subject": "history"},
    )
    assert again(WARNING, [held(1, events=[first])], [held(1, events=[first])]) is None
    assert again(WARNING, [held(1, events=[first])], [held(1, events=[second])]) is Again.EVENT
    assert again(WARNING, [held(2, events=[first, second])], [held(1, events=[second])]) is None


def test_a_new_sign_brings_it_back_and_one_less_does_not() -> None:
    two = [held(0.14), held(1, 1, detail="english")]
    three = [*two, held(-0.5, 2)]
    assert again(SIGNS, two, three) is Again.SIGN
    assert again(SIGNS, three, two) is None


def test_a_graver_rule_brings_it_back() -> None:
    assert again(ABSENCE, [held(0.14)], [held(0.14)], severity=3) is Again.SEVERITY


def test_what_was_gone_for_eight_weeks_comes_back() -> None:
    seen = DAY - timedelta(weeks=8)
    assert again(ABSENCE, [held(0.14)], [held(0.12)], seen=seen + timedelta(days=1)) is None
    assert again(ABSENCE, [held(0.14)], [held(0.12)], seen=seen) is Again.RETURNED


def test_not_now_comes_back_on_its_day_and_known_never_by_time() -> None:
    same = [held(0.14)]
    assert again(ABSENCE, same, same, state="not_now", until=DAY + timedelta(days=1)) is None
    assert again(ABSENCE, same, same, state="not_now", until=DAY) is Again.TIME
    assert again(ABSENCE, same, same, state="known") is None


shares = st.floats(0.101, 1, allow_nan=False)


@given(then=shares, now=shares)
def test_known_absence_comes_back_exactly_when_it_has_grown_by_a_quarter(then: float, now: float) -> None:
    back = again(ABSENCE, [held(then)], [held(now)])
    assert back in (None, Again.FIGURE)
    if now <= then or now < then * 1.2499:
        assert back is None
    if now > then * 1.2501:
        assert back is Again.FIGURE


@given(figures=st.lists(shares, min_size=1, max_size=20))
def test_whoever_answers_each_time_is_asked_at_most_eleven_times_a_year(figures: list[float]) -> None:
    """From 10 to 100 per cent there is room for ten growths by a quarter, however the figure swings."""
    asked, answered = 1, figures[0]
    for figure in figures[1:]:
        if again(ABSENCE, [held(answered)], [held(figure)]):
            asked, answered = asked + 1, figure
    assert asked <= 12


def test_the_warning_stands_among_what_is_to_be_done_today() -> None:
    assert priority(WARNING, WARNING.severity, DAY) == 3 > priority(ABSENCE, ABSENCE.severity, DAY)


def test_every_reason_belongs_to_known_or_not_now() -> None:
    assert {reason.kind for reason in reasons().values()} == {SignalState.KNOWN, SignalState.NOT_NOW}
