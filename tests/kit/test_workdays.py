"""Working days in Norway."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tettpaa.kit.periods import Period
from tettpaa.kit.workdays import add_working_days, is_working_day, public_holidays, working_days_between

DAYS = st.dates(date(2010, 1, 1), date(2040, 1, 1))
HOLIDAYS = st.lists(
    st.builds(lambda first, length: Period(first, first + timedelta(days=length)), DAYS, st.integers(0, 60)),
    max_size=3,
)


def test_the_public_holidays_of_2026():
    # Easter 5 April; Constitution Day falls on a Sunday.
    days = "0101 0402 0403 0405 0406 0501 0514 0517 0524 0525 1225 1226"
    assert public_holidays(2026) == {date(2026, int(d[:2]), int(d[2:])) for d in days.split()}


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 4, 1), True),  # Wednesday before Easter
        (date(2026, 4, 2), False),  # Maundy Thursday
        (date(2026, 4, 7), True),
        (date(2026, 5, 1), False),
        (date(2026, 5, 18), True),  # 17 May on a Sunday moves nothing
        (date(2027, 5, 17), False),  # a Monday
        (date(2026, 8, 22), False),  # Saturday
        (date(2026, 8, 23), False),  # Sunday
        (date(2026, 12, 24), True),  # Christmas Eve is no public holiday
    ],
)
def test_days_that_count(day, works):
    assert is_working_day(day) == works


def test_over_easter():
    assert add_working_days(date(2026, 4, 1), 1) == date(2026, 4, 7)
    assert add_working_days(date(2026, 4, 7), -1) == date(2026, 4, 1)
    assert working_days_between(date(2026, 4, 1), date(2026, 4, 8)) == 2


def test_the_day_itself_is_not_counted():
    assert add_working_days(date(2026, 8, 17), 5) == date(2026, 8, 24)
    assert add_working_days(date(2026, 8, 22), 1) == date(2026, 8, 24)


def test_the_last_day_is_counted_and_the_first_is_not():
    friday, saturday, monday = date(2026, 8, 21), date(2026, 8, 22), date(2026, 8, 24)
    assert working_days_between(friday, saturday) == 0
    assert working_days_between(saturday, monday) == 1
    assert working_days_between(monday, saturday) == -1


def test_zero_moves_only_off_a_day_that_is_closed():
    assert add_working_days(date(2026, 8, 21), 0) == date(2026, 8, 21)
    assert add_working_days(date(2026, 8, 22), 0) == date(2026, 8, 24)


def test_a_school_holiday_stops_the_clock():
    autumn = [Period(date(2026, 10, 5), date(2026, 10, 9))]
    assert not is_working_day(date(2026, 10, 5), autumn)
    assert is_working_day(date(2026, 10, 5))
    assert add_working_days(date(2026, 10, 2), 1, autumn) == date(2026, 10, 12)
    assert add_working_days(date(2026, 10, 12), -1, autumn) == date(2026, 10, 2)
    assert working_days_between(date(2026, 10, 2), date(2026, 10, 12), iter(autumn)) == 1


def test_a_unit_closed_for_good_is_an_error_not_an_endless_wait():
    with pytest.raises(ValueError, match="no working day"):
        add_working_days(date(2026, 6, 19), 1, [Period(date(2026, 6, 20))])


@given(DAYS, st.integers(-60, 60), HOLIDAYS)
def test_counting_back_returns_to_a_working_day(day, n, closed):
    start = add_working_days(day, 0, closed)
    there = add_working_days(start, n, closed)
    assert is_working_day(there, closed)
    assert add_working_days(there, -n, closed) == start
    assert working_days_between(start, there, closed) == n


@given(DAYS, st.integers(1, 60), HOLIDAYS)
def test_later_days_and_more_closing_never_come_sooner(day, n, closed):
    end = add_working_days(day, n, closed)
    assert end < add_working_days(day, n + 1, closed)
    assert end <= add_working_days(day + timedelta(days=1), n, closed)
    assert end >= add_working_days(day, n)


@given(DAYS, DAYS, DAYS)
def test_spans_add_up(a, b, c):
    a, b, c = (date(2020 + d.year % 3, d.month, min(d.day, 28)) for d in (a, b, c))
    assert working_days_between(a, b) + working_days_between(b, c) == working_days_between(a, c)
