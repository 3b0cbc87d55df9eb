"""Periods: whole days, both ends counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tettpaa.kit.periods import Period

DAYS = st.dates(date(2020, 1, 1), date(2020, 3, 1))


@st.composite
def periods(draw):
    first = draw(DAYS)
    length = draw(st.none() | st.integers(0, 30))
    return Period(first, None if length is None else first + timedelta(days=length))


def test_both_ends_count():
    easter = Period(date(2026, 3, 30), date(2026, 4, 6))
    assert easter.days == 8
    assert easter.contains(date(2026, 3, 30))
    assert easter.contains(date(2026, 4, 6))
    assert not easter.contains(date(2026, 3, 29))
    assert not easter.contains(date(2026, 4, 7))


def test_without_an_end():
    since = Period(date(2024, 1, 1))
    assert since.days is None
    assert since.contains(date.max)
    assert not since.contains(date(2023, 12, 31))


def test_it_can_not_end_before_it_begins():
    assert Period(date(2026, 1, 1), date(2026, 1, 1)).days == 1
    with pytest.raises(ValueError, match="before it begins"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("a", "b", "both"),
    [
        ((1, 10), (10, 20), (10, 10)),
        ((1, 9), (10, 20), None),
        ((1, 31), (10, 20), (10, 20)),
        ((1, None), (10, 20), (10, 20)),
        ((15, None), (10, None), (15, None)),
        ((21, None), (10, 20), None),
    ],
)
def test_what_two_share(a, b, both):
    def january(ends):
        return ends and Period(*(end and date(2026, 1, end) for end in ends))

    assert january(a).intersection(january(b)) == january(both)
    assert january(a).overlaps(january(b)) == (both is not None)


@given(periods(), periods(), DAYS)
def test_a_day_is_in_the_intersection_when_it_is_in_both(a, b, day):
    shared = a.intersection(b)
    assert (shared is not None and shared.contains(day)) == (a.contains(day) and b.contains(day))
    assert shared == b.intersection(a)


@given(periods())
def test_days_are_the_days_contained(period):
    if period.days is not None:
        span = (date(2020, 1, 1) + timedelta(days=i) for i in range(120))
        assert period.days == sum(period.contains(day) for day in span)
