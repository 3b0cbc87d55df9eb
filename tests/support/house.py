"""A small house with people in it: a county, two schools, a NAV office; made by the owner."""

import uuid
from dataclasses import dataclass, field
from datetime import date

from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import Membership, User
from tettpaa.organisations.models import Group, Unit
from tettpaa.pathway.models import Enrolment, Guardian, YoungPerson


@dataclass
class House:
    """Units, groups, users and young people by short names (``house.users["kari"]``)."""

    units: dict[str, Unit] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    young: dict[str, YoungPerson] = field(default_factory=dict)
    year: int = 2026

    @property
    def term(self) -> date:
        """The first day of the school year."""
        return date(self.year, 8, 17)

    def unit(self, name: str, kind: str, parent: str | None = None) -> Unit:
        above = self.units.get(parent or "")
        row = Unit.objects.create(
            id=uuid.uuid4(), kind=kind, name=name.capitalize(), parent=above, controller=above
        )
        self.units[name] = row
        return row

    def group(self, code: str, school: str) -> Group:
        row = Group.objects.create(
            id=uuid.uuid4(), external_id=f"{school}-{code}", school=self.units[school], code=code,
            kind="class", level="vg1", programme="BABAT1----", school_year=self.year,
        )  # fmt: skip
        self.groups[code] = row
        return row

    def user(self, name: str, kind: str = "staff", **more: object) -> User:
        row = User.objects.create(
            id=uuid.uuid4(), kind=kind, username=name, given_name=name.capitalize(), family_name="Testesen",
            email=f"{name}@fjordvik.example", **more,
        )  # fmt: skip
        self.users[name] = row
        return row

    def member(self, name: str, role: str, unit: str, group: str | None = None, **more: object) -> Membership:
        """Make the user if need be, and what they are."""
        user = self.users.get(name) or self.user(name)
        return Membership.objects.create(
            id=uuid.uuid4(), user=user, unit=self.units[unit], group=self.groups.get(group or ""), role=role,
            **{"first": self.term, **more},
        )  # fmt: skip

    def pupil(self, name: str, school: str, group: str | None = None) -> YoungPerson:
        row = YoungPerson.objects.create(
            id=uuid.uuid4(),
            given_name=name.capitalize(),
            family_name="Prøve",
            born=date(self.year - 16, 5, 3),
        )
        Enrolment.objects.create(
            id=uuid.uuid4(), person=row, unit=self.units[school], group=self.groups.get(group or ""),
            level="vg1", programme="BABAT1----", first=self.term,
        )  # fmt: skip
        self.young[name] = row
        return row

    def guardian(self, name: str, of: str) -> User:
        user = self.user(name, kind="guardian")
        Guardian.objects.create(
            id=uuid.uuid4(), person=self.young[of], user=user, given_name=user.given_name,
            family_name=user.family_name, relation="mor",
        )  # fmt: skip
        return user


def build(year: int = 2026) -> House:
    """Kari teaches 1BAA with Jonas and Amina at Fjordvik; Elias is a stranger's pupil at Solvik."""
    house = House(year=year)
    house.unit("county", "county")
    house.unit("fjordvik", "school", "county")
    house.unit("solvik", "school", "county")
    house.unit("nav", "nav_office", "county")
    house.unit("ot", "follow_up_service", "county")
    house.group("1BAA", "fjordvik")
    house.group("1STA", "solvik")
    house.member("kari", "contact_teacher", "fjordvik", "1BAA")
    house.member("tom", "subject_teacher", "fjordvik", "1BAA")
    house.member("ingrid", "counsellor", "fjordvik")
    house.member("per", "department_head", "fjordvik")
    house.member("rita", "principal", "fjordvik")
    house.member("hanne", "school_nurse", "fjordvik")
    house.member("sven", "contact_teacher", "solvik", "1STA")
    house.member("synne", "principal", "solvik")
    house.member("noor", "nav_counsellor", "nav")
    house.member("nils", "nav_leader", "nav")
    house.member("ola", "ot_adviser", "ot")
    house.member("olga", "ot_coordinator", "ot")
    house.member("cato", "county_coordinator", "county")
    house.member("ada", "system_admin", "county")
    house.pupil("jonas", "fjordvik", "1BAA")
    house.pupil("amina", "fjordvik", "1BAA")
    house.pupil("elias", "solvik", "1STA")
    house.guardian("lise", "jonas")
    house.user("jonas_self", kind="young", person_id=house.young["jonas"].id)
    refresh()
    return house
