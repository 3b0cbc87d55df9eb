"""What somebody can say something about without searching: their own, their classes and their units."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat

from tettpaa.access import reads
from tettpaa.accounts.models import User, UserKind
from tettpaa.accounts.queries import memberships_of
from tettpaa.cases.access import Matter
from tettpaa.cases.states import About
from tettpaa.kit import clock
from tettpaa.kit.schoolyear import SchoolYear
from tettpaa.organisations.models import Group, Unit
from tettpaa.pathway import queries as pathway
from tettpaa.pathway.models import Enrolment, YoungPerson


@dataclass(frozen=True)
class Subject:
    """A matter and its name; ``detail`` is the class or the unit that it lies in."""

    matter: Matter
    name: str
    detail: str


def matters(*, viewer: User) -> list[Subject]:
    """A young person: themselves. A guardian: their children. Then their classes and units, in that order.

    Staff find young people by searching, and have the classes of their units here, their own first.
    """
    if viewer.kind == UserKind.STAFF:
        found = memberships_of(viewer=viewer)
        units = {member.unit_id: member.unit for member in found}
        own = {member.group_id for member in found}
        return [*_classes(units, own), *_routines(units.values())]
    young = pathway.own(viewer=viewer)
    places = _places(young)
    units = {place.unit_id: place.unit for place in places}
    groups = {place.group_id: place.group for place in places if place.group}
    reads.note((one.id for one in young), kept=True)
    at = {place.person_id: place.group.code if place.group else place.unit.name for place in places}
    return [
        *(Subject(Matter(About.PERSON, one.id), one.name, at.get(one.id, "")) for one in young),
        *(
            Subject(Matter(About.CLASS, one.id), one.code, units[one.school_id].name)
            for one in groups.values()
        ),
        *_routines(units.values()),
    ]


def named(person: uuid.UUID, *, viewer: User) -> Subject | None:
    """A young person whom the viewer may know of, with their class; None otherwise."""
    try:
        found = pathway.person(person, viewer=viewer)
    except YoungPerson.DoesNotExist:
        return None
    # What is about to be said may be hidden from the family, and so is that somebody began to.
    reads.note([person])
    reads.in_secret(person)
    today, places = clock.today(), pathway.enrolments(person, viewer=viewer)
    now = [one for one in places if one.first <= today and (one.last is None or one.last >= today)]
    at = max(now, key=lambda one: (one.first, one.id), default=None)
    detail = "" if at is None else at.group.code if at.group else at.unit.name
    return Subject(Matter(About.PERSON, person), found.name, detail)


def names(people: Iterable[uuid.UUID], *, viewer: User) -> dict[uuid.UUID, str]:
    """The names of those whom the viewer may know: of a line or a message, which may be about what is hidden."""
    found = {one.id: one.name for one in YoungPerson.objects.filter(id__in=list(people))}
    reads.note(found, kept=True)
    return found


def name_of(column: str) -> Subquery:
    """The name of the young person in that column, for a query of another room; null where it may not be known."""
    return Subquery(
        YoungPerson.objects.filter(id=OuterRef(column))
        .order_by()
        .values_list(Concat("given_name", Value(" "), "family_name"))
    )


def _places(young: list[YoungPerson]) -> list[Enrolment]:
    today = clock.today()
    now = Enrolment.objects.filter(Q(last=None) | Q(last__gte=today), person__in=young, first__lte=today)
    return list(now.select_related("unit", "group").order_by("first", "id"))


def _classes(units: dict[uuid.UUID, Unit], own: set[uuid.UUID | None]) -> list[Subject]:
    year = SchoolYear.from_date(clock.today()).start
    rows = Group.objects.filter(school__in=units, school_year=year, kind="class").order_by(
        "level", "code", "id"
    )
    found = sorted(rows, key=lambda group: group.id not in own)
    return [Subject(Matter(About.CLASS, one.id), one.code, units[one.school_id].name) for one in found]


def _routines(units: object) -> list[Subject]:
    return [Subject(Matter(About.ROUTINE, unit.id), unit.name, "") for unit in units]  # type: ignore[attr-defined]
