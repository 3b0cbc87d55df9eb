"""Rows that wait for Ada, who answers for the system; and jobs that went well or badly."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection

from tests.support.house import House
from tests.web.concerns.conftest import log_in
from tettpaa.intake.models import ImportBatch, QuarantineRow
from tettpaa.kit import clock
from tettpaa.queue.models import Failure

__all__ = ["log_in"]

CELLS = {"pupil": "12345", "date": "9/11", "subject": "MAT", "minutes": "90"}
NO_DATE = "absence: 'happened' is not a date as in 2024-08-19, years 1900-2199"


@dataclass
class Quarantine:
    """``add`` puts a row there, of Fjordvik unless told."""

    house: House
    batch: ImportBatch

    def add(self, line: int = 4, unit: str = "fjordvik", **more: object) -> QuarantineRow:
        given = {"columns": "date", "reason": NO_DATE, "values": CELLS, **more}
        return QuarantineRow.objects.create(
            id=uuid.uuid4(), batch=self.batch, unit=self.house.units[unit], source="absence",
            file="absence.csv", line=line, digest=uuid.uuid4().hex, **given,
        )  # fmt: skip


@pytest.fixture
def quarantine(house: House) -> Quarantine:
    """Ada lays an import in: 120 rows read, 118 of them new."""
    house.member("solveig", "system_admin", "solvik")
    batch = ImportBatch.objects.create(
        id=uuid.uuid4(), kind="facts", at=clock.now(), by=house.users["ada"], unit=house.units["county"],
        sources=[{"file": "absence.csv", "source": "absence", "rows": 121}],
        headers={"absence": list(CELLS)},
        counts={"absence": {"read": 120, "added": 118, "closed": 0}, "quarantined": {"absence": 1}},
    )  # fmt: skip
    return Quarantine(house, batch)


@pytest.fixture
def job(db: None) -> Callable[..., int]:
    """``job("notify.email", "failed", error="SMTPException")``: one in that state; its number."""

    def make(name: str, state: str = "todo", error: str = "", tries: int = 0, lock: str | None = None) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into procrastinate_jobs (queue_name, task_name, status, attempts, queueing_lock) "
                "values ('default', %s, %s, %s, %s) returning id",
                [name, state, tries, lock],
            )
            number = cursor.fetchone()[0]
        if error:
            Failure.objects.create(id=uuid.uuid4(), job_id=number, at=clock.now(), error=error)
        return number

    return make
