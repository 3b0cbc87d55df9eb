"""Batons at Fjordvik: opened and moved as somebody, with what is asked at commit asked at once."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.baton.steps import as_user
from tests.support.house import House
from tettpaa.baton import actions
from tettpaa.baton.models import Baton


@pytest.fixture
def opened(house: House) -> Callable[..., Baton]:
    """Opens one about Jonas at Fjordvik by Tom, who teaches him, unless told otherwise."""

    def make(by: str = "tom", person: str | None = "jonas", unit: str = "fjordvik", **more: Any) -> Baton:
        return as_user(
            house.users[by],
            actions.open,
            subject=("probe", uuid.uuid4()),
            person=house.young[person].id if person else None,
            unit=house.units[unit],
            **more,
        )

    return make
