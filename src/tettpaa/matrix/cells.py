"""The matrix's three sides: who looks, which addresses there are, and what kinds of record they are about."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.urls import URLPattern, URLResolver, get_resolver

from tettpaa.access.declared import Declared, declared
from tettpaa.accounts.roles import Role, relatives, roles
from tettpaa.consent.rules import Purpose, purposes

Near = Literal["group", "unit", "county", "away"]


@dataclass(frozen=True)
class Viewer:
    """One of a role (``role`` None: nobody is logged in), at the kind of unit where it is first held."""

    code: str
    role: Role | None

    @property
    def family(self) -> bool:
        return self.code in relatives()

    @property
    def home(self) -> str:
        return self.role.at[0] if self.role and self.role.at else ""

    @property
    def kind(self) -> str:
        """The kind of unit whose young people they are tried on."""
        return self.home if self.home in KINDS else "school"


@dataclass(frozen=True)
class Record:
    """A kind of young person (class, unit …) as seen from one who works or goes there.

    ``near``: in the viewer's own group, at the same unit, in the same county, or away. ``now``: the place
    holds today. ``protected``: the address is, strictly. ``held``: the viewer has been given the
    responsibility for a concern about them. ``consent``: they have said
    yes to the viewer's unit, and perhaps withdrawn it.
    """

    code: str
    said: str
    near: Near
    now: bool = True
    held: bool = False
    protected: bool = False
    consent: Literal["", "holds", "withdrawn"] = ""

    @property
    def nearest(self) -> bool:
        """In the viewer's own group today."""
        return self.near == "group" and self.now


@dataclass(frozen=True)
class Door:
    """An address. ``about``: the names of what stands in it, such as person or concern; ``by_unit``: it can
    also be asked about one unit."""

    name: str
    route: str
    about: tuple[str, ...]
    declared: Declared

    @property
    def by_unit(self) -> bool:
        return self.name in BY_UNIT


@dataclass(frozen=True)
class Cell:
    """One thing to try. ``act`` is the permission of what is sent; ``record`` None: about nothing in particular."""

    viewer: Viewer
    door: Door
    method: Literal["GET", "POST"]
    act: str
    record: Record | None

    def __str__(self) -> str:
        what = " ".join(filter(None, (self.method, self.act)))
        return f"{self.viewer.code}: {what} {self.door.route} ({self.record.code if self.record else '-'})"


KINDS = ("school", "kindergarten", "company")
"""Kinds of unit that have young people of their own."""

RECORDS = (
    Record(
        "own", "in the viewer's own class or group; the young person's self, the guardian's child", "group"
    ),
    Record("neighbour", "in another class of the same school", "unit"),
    Record("other_school", "at another school of the county", "county"),
    Record("other_county", "in another county", "away"),
    Record(
        "protected",
        "in the viewer's own class, with a strictly confidential address",
        "group",
        protected=True,
    ),
    Record("expired", "was in the viewer's own class until last month", "group", now=False),
    Record("held", "at another school, and the viewer has a concern about them in hand", "county", held=True),
    Record(
        "consented", "at another school, and has said yes to the viewer's unit", "county", consent="holds"
    ),
    Record("withdrawn", "at another school, and has withdrawn that yes", "county", consent="withdrawn"),
)
ABOUT_SOMEBODY = (
    "person", "group", "concern", "statement", "key", "emergency", "read", "mapping", "clarification", "plan",
    "measure", "consent", "disclosure", "team", "meeting", "talk", "thread",
)  # fmt: skip
"""Parts of an address that name a record; other parts (a rule, a job, a code) are one and the same for all."""
ABOUT_A_UNIT = ("row", "membership", "change", "question")
"""Parts that name something of a unit: of the viewer's, of another in the county, of one in another county."""
BY_UNIT = {
    "school": "enhet",
    "school_export": "enhet",
    "school_fidelity": "enhet",
    "triage": "enhet",
    "triage_undo": "enhet",
    "staff": "enhet",
    "staff_start": "enhet",
    "staff_confirm": "enhet",
}
"""Addresses that can be asked about one unit, and by which parameter."""
UNIT_RECORDS = ("own", "other_school", "other_county")


@cache
def viewers() -> tuple[Viewer, ...]:
    everyone = {**roles(), **relatives()}
    return (*(Viewer(code, role) for code, role in everyone.items()), Viewer("nobody", None))


@cache
def doors() -> tuple[Door, ...]:
    """Every address of the URLconf, in its order, once. LookupError for one that declares nothing."""
    return tuple({door.route: door for door in map(_door, _patterns(get_resolver()))}.values())


def cells() -> Iterator[Cell]:
    """All of them; the same order each time."""
    for viewer in viewers():
        for door in doors():
            for record in records(door):
                if record and record.protected and viewer.kind != "school":
                    continue  # who keeps a protected address is told of schools only
                if record and record.consent and not let_in(viewer):
                    continue  # as at any other school
                yield Cell(viewer, door, "GET", "", record)
                yield from (Cell(viewer, door, "POST", act, record) for act in door.declared.post)
            if not door.declared.post:
                yield Cell(viewer, door, "POST", "", records(door)[0])


def let_in(viewer: Viewer) -> Purpose | None:
    """The purpose for which a consent to the viewer's unit lets them see; None if there is none."""
    among = (one for one in purposes().values() if viewer.code in one.roles and viewer.home in one.to)
    return None if viewer.family else next(among, None)


def records(door: Door) -> tuple[Record | None, ...]:
    if "group" in door.about:  # a class doesn't end when somebody leaves it
        return tuple(record for record in RECORDS if record.now and not record.consent)
    if set(door.about) & set(ABOUT_SOMEBODY):
        return RECORDS
    units = tuple(record for record in RECORDS if record.code in UNIT_RECORDS)
    if set(door.about) & set(ABOUT_A_UNIT):
        return units
    if door.by_unit:
        return (None, *units)
    return (None,)


def _patterns(found: URLResolver) -> Iterator[URLPattern]:
    for one in found.url_patterns:
        yield from _patterns(one) if isinstance(one, URLResolver) else [one]


def _door(one: URLPattern) -> Door:
    found = declared(one.callback)
    if found is None:
        raise LookupError(f"{one.pattern} declares no permission")
    return Door(str(one.name), f"/{one.pattern}", tuple(one.pattern.converters), found)
