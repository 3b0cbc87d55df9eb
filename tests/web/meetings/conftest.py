"""A team at Fjordvik with NAV's Noor in it, and Jonas on the agenda of its meeting."""

import uuid
from dataclasses import dataclass

import pytest

from tests.meetings.people import Around
from tests.support.house import House
from tests.web.concerns.conftest import log_in

__all__ = ["log_in"]


@dataclass(frozen=True)
class Room:
    around: Around
    team: uuid.UUID
    meeting: uuid.UUID
    item: uuid.UUID

    @property
    def page(self) -> str:
        return f"/moter/{self.meeting}/"

    @property
    def talk(self) -> str:
        return f"{self.page}{self.item}/"


@pytest.fixture
def room(house: House) -> Room:
    around = Around(house)
    meeting = around.calls()
    return Room(around, around.team.id, meeting.id, around.puts("kari", "jonas").id)
