"""What people do with concerns, rules that fire, and the roll-up as the system makes it."""

from collections.abc import Callable

import pytest

from tests.cases.conftest import school
from tests.identification.conftest import watch
from tettpaa.access.acting import acting_as
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.insight.actions import roll_up

__all__ = ["rolled", "school", "watch"]


@pytest.fixture
def rolled() -> Callable[[], int]:
    def roll() -> int:
        with acting_as(SYSTEM, "tettpaa_system"):
            return roll_up(by=system())

    return roll
