"""Who looks, and the job that does what they asked for."""

from collections.abc import Callable

import pytest
from django.db import connection

from tests.web.concerns.conftest import log_in, said
from tettpaa.access.acting import acting_as
from tettpaa.accounts.models import ChangeState, MembershipChange
from tettpaa.accounts.queries import SYSTEM
from tettpaa.workflows.staff import carry_out

__all__ = ["log_in", "said", "work"]


@pytest.fixture
def work(db: None) -> Callable[[], int]:
    """The worker does what waits; how many. Only what was queued is done."""

    def run() -> int:
        with acting_as(SYSTEM, "tettpaa_system"):
            waiting = list(
                MembershipChange.objects.filter(state=ChangeState.WAITING).order_by("asked_at", "id")
            )
            with connection.cursor() as cursor:
                cursor.execute("reset role")
                cursor.execute(
                    "select args->>'change' from procrastinate_jobs where task_name = 'membership.change'"
                )
                queued = {row[0] for row in cursor.fetchall()}
        assert {str(one.id) for one in waiting} <= queued
        for one in waiting:
            with acting_as(SYSTEM, "tettpaa_system"):
                carry_out(one.id)
        return len(waiting)

    return run
