"""Working days: not Saturday, Sunday, a Norwegian public holiday or a day the unit is closed.

Public holidays come from the library ``holidays`` (Norway): lov om helligdager og helligdagsfred
(1995-02-24-12) § 2 and lov om 1 og 17 mai (1947-04-26-1) § 1. Deadlines count from the day after the
event, so the starting day itself is never counted (domstolloven § 148).
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import holidays

from tettpaa.kit.periods import Period

_DAY = timedelta(days=1)
# Longer than any holiday or closing in sequence: past it the unit is closed for good.
_LONGEST_CLOSING = timedelta(days=400)


def is_working_day(day: date, closed: Iterable[Period] = ()) -> bool:
    """Whether ``day`` counts; ``closed`` are the unit's own days off, such as its school holidays."""
    weekend = day.weekday() >= 5
    return not weekend and day not in public_holidays(day.year) and not any(p.contains(day) for p in closed)


def add_working_days(day: date, n: int, closed: Iterable[Period] = ()) -> date:
    """The ``n``-th working day after ``day`` (before it, if ``n`` is negative).

    With ``n`` 0: ``day`` itself, or the next working day when it is none (as deadlines move, domstolloven
    § 149). ValueError where ``closed`` leaves no working day for 400 days.
    """
    closed = tuple(closed)
    if n == 0:
        return day if is_working_day(day, closed) else _next(day, _DAY, closed)
    step = _DAY if n > 0 else -_DAY
    for _ in range(abs(n)):
        day = _next(day, step, closed)
    return day


def working_days_between(earlier: date, later: date, closed: Iterable[Period] = ()) -> int:
    """Working days after ``earlier``, up to and with ``later``; the negative, if they come the other way."""
    if later < earlier:
        return -working_days_between(later, earlier, closed)
    closed = tuple(closed)
    days = ((earlier + _DAY * i) for i in range(1, (later - earlier).days + 1))
    return sum(is_working_day(day, closed) for day in days)


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Norwegian public holidays in the year; ordinary Sundays are not among them."""
    return frozenset(holidays.country_holidays("NO", years=year))


def _next(day: date, step: timedelta, closed: tuple[Period, ...]) -> date:
    start = day
    while abs(day - start) <= _LONGEST_CLOSING:
        day += step
        if is_working_day(day, closed):
            return day
    raise ValueError(f"no working day within 400 days of {start}: the unit is closed throughout")
