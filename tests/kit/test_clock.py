"""The clock: one source of time, in UTC, with days as Oslo has them."""

import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tettpaa.kit import clock


def test_the_clock_runs_in_utc():
    before = datetime.now(UTC)
    now = clock.now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("utc", "oslo"),
    [
        ("2026-01-15T22:59:59+00:00", date(2026, 1, 15)),
        ("2026-01-15T23:00:00+00:00", date(2026, 1, 16)),  # winter: an hour ahead
        ("2026-07-15T21:59:59+00:00", date(2026, 7, 15)),
        ("2026-07-15T22:00:00+00:00", date(2026, 7, 16)),  # summer: two
    ],
)
def test_today_is_the_day_in_oslo(utc, oslo):
    with clock.frozen(datetime.fromisoformat(utc)):
        assert clock.today() == oslo


def test_frozen_time_stands_still_and_is_let_go():
    outer, inner = datetime(2026, 8, 17, 8, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    with clock.frozen(outer):
        with clock.frozen(inner):
            assert clock.now() == clock.now() == inner
        assert clock.now() == outer
    assert clock.now() != outer


def test_frozen_time_is_let_go_after_an_error():
    at = datetime(2000, 1, 1, tzinfo=UTC)
    with pytest.raises(RuntimeError), clock.frozen(at):
        raise RuntimeError
    assert clock.now() > at + timedelta(days=1)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_a_frozen_date_is_that_date_in_oslo(day):
    with clock.frozen(day):
        assert clock.today() == day


def test_other_zones_become_utc():
    with clock.frozen(datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=5)))):
        assert clock.now().isoformat() == "2026-03-01T07:00:00+00:00"


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"), clock.frozen(datetime(2026, 1, 1)):  # noqa: DTZ001
        pass


def test_other_threads_keep_their_time():
    seen = []
    with clock.frozen(datetime(2000, 1, 1, tzinfo=UTC)):
        thread = threading.Thread(target=lambda: seen.append(clock.today().year))
        thread.start()
        thread.join()
    assert seen[0] > 2000
