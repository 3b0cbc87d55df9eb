"""Who works with the young people, in which role, where and from when."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from tettpaa.demo.cast import Member, cast
from tettpaa.demo.classes import Group
from tettpaa.demo.people import address, family_name, phone
from tettpaa.demo.settings import table
from tettpaa.demo.units import County, Unit
from tettpaa.kit.schoolyear import SchoolYear

# How many of each role a school has beside its teachers; upper secondary, lower secondary.
_AT_SCHOOL = {"counsellor": (2, 1), "department_head": (2, 1), "principal": (1, 1), "school_nurse": (1, 1)}
_MORE_TEACHERS = (2, 0)  # without a class of their own
_TAUGHT = 4  # further classes that a teacher has
# And at the units that all districts share.
_AT_SHARED = {
    "nav_office": {"nav_leader": 1, "nav_counsellor": 1},
    "ppt_office": {"ppt_adviser": 2},
    "training_office": {"training_manager": 1, "training_adviser": 1},
    "municipality": {"municipal_owner": 1},
    "county": {"county_coordinator": 1, "county_analyst": 1},
}
_GROWING = ("nav_counsellor", "ppt_adviser", "ot_adviser", "training_adviser")


@dataclass(frozen=True)
class Employee:
    id: str
    given_name: str
    family_name: str
    email: str
    phone: str


@dataclass(frozen=True)
class Membership:
    """From ``first`` to ``last``, both counted; ``last`` None: no end is set."""

    employee: str
    unit: str
    group: str
    role: str
    first: date
    last: date | None


@dataclass
class Staff:
    """The employees of a county and their memberships, in a steady order."""

    seed: int
    year: SchoolYear
    scale: int
    employees: list[Employee] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    _emails: Counter[str] = field(default_factory=Counter)
    _serial: Counter[str] = field(default_factory=Counter)
    _placed: set[str] = field(default_factory=set)

    def at_shared(self, county: County) -> None:
        """Everybody at the units that are no schools."""
        for unit in county.shared:
            roles = dict(_AT_SHARED.get(unit.kind, {}))
            if unit.kind == "follow_up_service":
                roles = {"ot_coordinator": 1} if unit.parent == unit.controller else {"ot_adviser": 2}
            for role, number in roles.items():
                for _ in range(number * (self.scale if role in _GROWING else 1)):
                    self._join(self._hire(unit, role), unit, role)
        by_name = {unit.name: unit for unit in county.units}
        for one in cast():
            for name in one.also:
                self._join(one.id, by_name[name], one.role)

    def at_school(self, unit: Unit, groups: list[Group], nurse_at: Unit | None) -> None:
        """Leaders, counsellors, nurse and teachers of a school with these classes."""
        lower = unit.stages != "vg"
        rng = random.Random(f"{self.seed}/staff/{unit.number}")  # noqa: S311
        for role, numbers in _AT_SCHOOL.items():
            for _ in range(numbers[lower]):
                employee = self._hire(unit, role)
                self._join(employee, unit, role)
                if role == "school_nurse" and nurse_at:
                    self._join(employee, nurse_at, role)
        teachers = []
        for group in groups:
            teacher = self._hire(unit, "contact_teacher", group.code)
            self._teach(teacher, group, "contact_teacher")
            teachers.append((teacher, group.id))
        for _ in range(_MORE_TEACHERS[lower]):
            teachers.append((self._hire(unit, "subject_teacher"), ""))
        for one in cast():
            if one.unit == unit.name and one.id not in self._placed:
                self._place_cast(one, unit, groups)
        for teacher, own in teachers:
            others = [group for group in groups if group.id != own]
            for group in rng.sample(others, min(_TAUGHT, len(others))):
                self._teach(teacher, group, "subject_teacher")
        if lower:
            return
        gone = self._hire(unit, "subject_teacher")
        self._join(gone, unit, "subject_teacher", self.year.previous().first, date(self.year.start, 10, 31))

    def _place_cast(self, one: Member, unit: Unit, groups: list[Group]) -> None:
        """One of the cast in a role that nobody else has been hired for."""
        if not one.is_staff:
            return
        self._employ(one.id, one.given_name, one.family_name)
        self._placed.add(one.id)
        group = next((group for group in groups if one.group and group.code == one.group), None)
        if group:
            self._teach(one.id, group, one.role)
        else:
            self._join(one.id, unit, one.role)

    def _hire(self, unit: Unit, role: str, group: str = "") -> str:
        """One of the cast who waits for that place, or somebody new; their id."""
        for one in cast():
            if (one.unit, one.role, one.group) == (unit.name, role, group) and one.id not in self._placed:
                self._placed.add(one.id)
                return self._employ(one.id, one.given_name, one.family_name)
        self._serial[unit.number] += 1
        name = f"{unit.number}-{self._serial[unit.number]:03}"
        rng = random.Random(f"{self.seed}/staff/{name}")  # noqa: S311
        names = table("names")[rng.choice(("adults_female", "adults_female", "adults_male"))]
        return self._employ(name, rng.choice(names), family_name(rng))

    def _employ(self, name: str, given: str, family: str) -> str:
        user = f"{address(given)}.{address(family)}"
        self._emails[user] += 1
        user += str(self._emails[user]) if self._emails[user] > 1 else ""
        number = phone(name)
        self.employees.append(Employee(name, given, family, f"{user}@fjordvik.example", number))
        return name

    def _teach(self, employee: str, group: Group, role: str) -> None:
        year = self.year
        self.memberships.append(
            Membership(employee, group.unit.number, group.id, role, year.first, year.last)
        )

    def _join(
        self, employee: str, unit: Unit, role: str, first: date | None = None, last: date | None = None
    ) -> None:
        begun = first or date(self.year.start - 1 - len(self.memberships) % 3, 8, 1)
        self.memberships.append(Membership(employee, unit.number, "", role, begun, last))
