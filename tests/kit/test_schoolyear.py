"""School years, half-years and weeks."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tettpaa.kit.errors import InputError
from tettpaa.kit.schoolyear import HalfYear, SchoolYear, last_closed_week, monday, weeks_between

DAYS = st.dates(date(1950, 1, 1), date(2150, 1, 1))


@pytest.mark.parametrize(
    ("day", "year", "half"),
    [
        (date(2025, 7, 31), "2024/25", 2),
        (date(2025, 8, 1), "2025/26", 1),
        (date(2025, 12, 31), "2025/26", 1),
        (date(2026, 1, 31), "2025/26", 1),
        (date(2026, 2, 1), "2025/26", 2),
        (date(2000, 1, 31), "1999/00", 1),
    ],
)
def test_the_year_and_half_of_a_day(day, year, half):
    assert str(SchoolYear.from_date(day)) == year
    assert HalfYear.of(day) == HalfYear(SchoolYear.parse(year), half)


@pytest.mark.parametrize("text", ["2025/26", "2025/2026", " 2025 / 26 ", "2025-26", "2025–2026"])
def test_ways_to_write_a_year(text):
    assert SchoolYear.parse(text) == SchoolYear(2025)


@pytest.mark.parametrize(
    "text", ["", "2025", "2025/25", "2025/27", "2025/6", "25/26", "2025/1926", "2025/026"]
)
def test_what_is_not_a_school_year(text):
    with pytest.raises(InputError, match="not a school year"):
        SchoolYear.parse(text)


@given(DAYS)
def test_a_year_holds_its_days_and_writes_itself(day):
    year = SchoolYear.from_date(day)
    assert year.first <= day <= year.last
    assert SchoolYear.parse(str(year)) == year
    assert year.next().first == year.last + timedelta(days=1)
    assert year.next().previous() == year < year.next()


@given(DAYS)
def test_the_halves_fill_the_year(day):
    half = HalfYear.of(day)
    assert half.period.contains(day)
    assert half.previous().last + timedelta(days=1) == half.first
    assert half.next().previous() == half
    assert half.previous() < half
    autumn, spring = half.year.halves
    assert autumn.period.days + spring.period.days == half.year.period.days


def test_a_half_year_is_written_with_its_year():
    assert str(HalfYear.of(date(2026, 5, 17))) == "2025/26-2"


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2026, 1, 11), date(2026, 1, 5)),  # the Sunday itself closes its week
        (date(2026, 1, 12), date(2026, 1, 5)),
        (date(2026, 1, 17), date(2026, 1, 5)),  # a Saturday is too early
        (date(2026, 1, 18), date(2026, 1, 12)),
        (date(2026, 1, 1), date(2025, 12, 22)),
    ],
)
def test_weeks_close_on_sunday(day, closed):
    assert last_closed_week(day) == closed


@given(DAYS)
def test_the_last_closed_week_is_the_last_that_has_ended(day):
    start = last_closed_week(day)
    assert start == monday(start)
    assert start + timedelta(days=6) <= day < start + timedelta(days=13)


@given(DAYS, DAYS)
def test_weeks_between_count_mondays(a, b):
    assert monday(a) + timedelta(weeks=weeks_between(a, b)) == monday(b)
    assert weeks_between(a, b) == -weeks_between(b, a)
    assert monday(a).isocalendar()[:2] == a.isocalendar()[:2]


def test_weeks_between_over_new_year():
    assert weeks_between(date(2025, 12, 28), date(2025, 12, 29)) == 1  # Sunday to Monday
    assert weeks_between(date(2025, 12, 29), date(2026, 1, 4)) == 0  # week 1 of 2026
