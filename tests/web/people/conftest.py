"""The steps of the concern pages; and a young person with a way behind them, written by the loader's hand."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.identification.conftest import watch
from tests.support.house import House
from tests.web.concerns.conftest import log_in, said
from tettpaa.pathway.models import AbsenceWeek, ContactPoint, FactOrigin, Guardian, Result, ScheduleWeek

__all__ = ["facts", "log_in", "said", "watch"]

WEEK35 = date(2026, 8, 24)


@pytest.fixture
def facts(house: House) -> Callable[..., None]:
    """``facts("jonas", 2, 15)``: hours away in week 35, 36 …, of 20 on the timetable; marks; a phone at home."""

    def write(name: str, *hours: float, marks: tuple[tuple[date, str, str], ...] = ()) -> None:
        person, origin = house.young[name], FactOrigin.objects.create(namespace="t", source=uuid.uuid4().hex)
        for week, away in enumerate(hours):
            monday = WEEK35 + timedelta(weeks=week)
            AbsenceWeek.objects.create(
                person=person,
                monday=monday,
                minutes=away * 60,
                counted=away * 60,
                undocumented=away * 60,
                days=1,
            )
            ScheduleWeek.objects.get_or_create(
                group=house.groups["1BAA"], happened=monday, subject="norwegian", minutes=1200,
                defaults={"origin": origin, "known_from": monday},
            )  # fmt: skip
        for happened, subject, mark in marks:
            Result.objects.create(
                person=person, happened=happened, subject=subject, assessment="half_year", mark=mark,
                origin=origin, known_from=happened,
            )  # fmt: skip
        if guardian := Guardian.objects.filter(person=person).first():
            ContactPoint.objects.create(
                id=uuid.uuid4(), person=person, guardian=guardian, kind="phone", value="90000001",
                verified_on=date(2026, 10, 12),
            )  # fmt: skip

    return write
