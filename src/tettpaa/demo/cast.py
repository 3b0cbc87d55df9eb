"""The known people: who they are in every county that is made, whatever the seed."""

import random
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from tettpaa.demo.settings import table
from tettpaa.kit.identity import make_synthetic
from tettpaa.kit.schoolyear import SchoolYear

_GUARDIAN_AGE = 45


@dataclass(frozen=True)
class Member:
    """One of the cast. Staff have no ``birthday``; ``look``: what to look at first, by language."""

    id: str
    name: str
    role: str
    unit: str
    group: str
    look: dict[str, str]
    also: tuple[str, ...] = field(default=())
    birthday: str = ""
    sex: str = ""
    points: float = 0.0
    choice: int = 1
    guards: str = ""

    @property
    def given_name(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def family_name(self) -> str:
        return self.name.partition(" ")[2]

    @property
    def is_staff(self) -> bool:
        return not self.birthday

    @property
    def level(self) -> int:
        """1-3 of the class of a young person."""
        return int(self.group[0])

    def born(self, today: date) -> date:
        """The birthday in the year that fits the class on ``today``; ValueError for staff."""
        year = SchoolYear.from_date(today).start
        age = _GUARDIAN_AGE if self.guards else 15 + self.level
        return date.fromisoformat(f"{year - age}-{self.birthday}")

    def identity_number(self, today: date) -> str:
        """The synthetic number, the same throughout a school year; ValueError for staff."""
        return make_synthetic(random.Random(f"cast/{self.id}"), self.born(today)).reveal()  # noqa: S311


@cache
def cast() -> tuple[Member, ...]:
    """All of them, in the order of ``cast.toml``."""
    rows = table("cast")["member"]
    return tuple(Member(**{**row, "also": tuple(row.get("also", ()))}) for row in rows)


def member(name: str) -> Member:
    """The one with that id; KeyError if there is none."""
    for one in cast():
        if one.id == name:
            return one
    raise KeyError(name)
