"""The young person and the way so far, as far as the viewer may see it; and search before create."""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tettpaa.access import reads
from tettpaa.access.decide import demand
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import current_memberships
from tettpaa.accounts.roles import leading
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.kit.identity import IdentityNumber
from tettpaa.kit.requests import once
from tettpaa.pathway.access import emergency_at
from tettpaa.pathway.keys import key_of
from tettpaa.pathway.models import (
    AbsenceWeek,
    Emergency,
    Enrolment,
    FactEvent,
    Guardian,
    Result,
    Score,
    YoungPerson,
)

SHORTEST = 2
"""Letters of a search; fewer find half the county."""
ALIKE = 0.8
"""How like two names must be, 0-1, when phone or e-mail is the same."""


@dataclass(frozen=True)
class Found:
    """The least that tells two young people apart."""

    id: uuid.UUID
    name: str
    born: int | None
    group: str
    school: str


class TooManySearches(InputError):
    """More searches in a minute than a person makes."""


def search(text: str, *, viewer: User) -> list[Found]:
    """Young people by name, class, phone or identity number, at most twenty; logged, and throttled.

    It never tells what there is about them. InputError for too little to search by; TooManySearches;
    PermissionDenied for a role that meets nobody by name.
    """
    demand(viewer, "person.find")
    words, digits, keys = _asked(text)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select * from pathway_search(%s, %s, %s::uuid[])", [words, digits, keys])
            found = [Found(*row) for row in cursor.fetchall()]
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") != "TP429":
            raise
        raise TooManySearches(_("Mange søk på kort tid."), remedy=_("Vent et minutt og søk igjen.")) from None
    reads.note(one.id for one in found)
    return found


def own(*, viewer: User) -> list[YoungPerson]:
    """The viewer themselves if young, and those whom they are guardian of, by name. Who asks notes the read."""
    # Not by an "or" over both: the database would look through everybody.
    children = Guardian.objects.filter(user=viewer).values("person_id")
    self = User.objects.filter(id=viewer.id, person_id__isnull=False).order_by().values("person_id")
    return list(YoungPerson.objects.filter(id__in=children.union(self)).order_by("name_key", "id"))


def _asked(text: str) -> tuple[str, str, list[uuid.UUID]]:
    """Words, digits of a phone, keys of an identity number: the number itself goes no further than here."""
    text = " ".join(text.split())
    digits = re.sub(r"[\s+-]", "", text)
    if digits.isascii() and digits.isdigit() and len(digits) >= 8:
        if len(digits) == 11:
            try:
                return "", "", [key_of(IdentityNumber.parse(digits))]
            except InputError:
                raise InputError(
                    _("Fødselsnummeret stemmer ikke."), remedy=_("Se etter tastefeil.")
                ) from None
        return "", digits.removeprefix("0047").removeprefix("47") if len(digits) > 8 else digits, []
    if len(text) < SHORTEST:
        raise InputError(_("Skriv litt mer."), remedy=_("Søk på navn, klasse, telefon eller fødselsnummer."))
    return text, "", []


@once
def person(person_id: uuid.UUID, *, viewer: User) -> YoungPerson:
    """YoungPerson.DoesNotExist for one whom the viewer may not see."""
    found = YoungPerson.objects.get(id=person_id)
    reads.note([person_id])
    return found


@once
def enrolments(person_id: uuid.UUID, *, viewer: User) -> list[Enrolment]:
    """Every place of the person, the latest first."""
    reads.note([person_id], Topic.BASIC | Topic.WHEREABOUTS)
    found = Enrolment.objects.filter(person_id=person_id).select_related("unit", "group")
    return list(found.order_by("-first", "id"))


def guardians(person_id: uuid.UUID, *, viewer: User) -> list[Guardian]:
    """With their contact points."""
    reads.note([person_id])
    found = Guardian.objects.filter(person_id=person_id).prefetch_related("contact_points")
    return list(found.order_by("family_name", "given_name", "id"))


@once
def family_of(person_id: uuid.UUID) -> set[uuid.UUID]:
    """Users who are the young person or a guardian, as far as the asker may see them."""
    guardians = Guardian.objects.filter(person_id=person_id, user__isnull=False).order_by()
    own = User.objects.filter(person_id=person_id).order_by()
    return set(guardians.values_list("user_id", flat=True).union(own.values_list("id", flat=True)))


def absence_weeks(person_id: uuid.UUID, first: date, last: date, *, viewer: User) -> list[AbsenceWeek]:
    """Weeks with absence whose Monday lies in the span, the earliest first."""
    reads.note([person_id], Topic.ABSENCE)
    return list(
        AbsenceWeek.objects.filter(person_id=person_id, monday__range=(first, last)).order_by("monday")
    )


def results(person_id: uuid.UUID, *, viewer: User) -> list[Result]:
    """Marks held true now, the earliest first."""
    reads.note([person_id], Topic.RESULTS)
    return list(_held(Result.objects, person_id).order_by("happened", "subject", "assessment", "nth"))


def scores(person_id: uuid.UUID, *, viewer: User) -> list[Score]:
    """Numbers held true now, such as grade points."""
    reads.note([person_id], Topic.RESULTS)
    return list(_held(Score.objects, person_id).order_by("happened", "name", "nth"))


def events(person_id: uuid.UUID, *, viewer: User) -> list[FactEvent]:
    """What happened, such as warnings of § 9-7, the earliest first."""
    reads.note([person_id], Topic.ABSENCE)
    return list(_held(FactEvent.objects, person_id).order_by("happened", "name", "subject", "nth"))


def _held(rows: QuerySet, person_id: uuid.UUID) -> QuerySet:
    return rows.filter(person_id=person_id, known_until=None)


@dataclass(frozen=True)
class Doubles:
    """Two rows that may be one young person, and why: the same birth date and name, phone or e-mail."""

    one: YoungPerson
    other: YoungPerson
    why: str


_PAIRS = """
select a.id, b.id, 'name' from pathway_youngperson a join pathway_youngperson b
  on a.name_key = b.name_key and a.born = b.born and a.id < b.id
where a.merged_into_id is null and b.merged_into_id is null
union select a.id, b.id, 'phone' from pathway_youngperson a join pathway_youngperson b
  on a.phone = b.phone and a.phone <> '' and a.id < b.id
where a.merged_into_id is null and b.merged_into_id is null
union select a.id, b.id, 'email' from pathway_youngperson a join pathway_youngperson b
  on lower(a.email) = lower(b.email) and a.email <> '' and a.id < b.id
where a.merged_into_id is null and b.merged_into_id is null
"""


def possible_doubles(*, viewer: User) -> list[Doubles]:
    """Pairs among those whom the viewer may see, by name; the system sees everybody."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS)
        pairs: dict[tuple[uuid.UUID, uuid.UUID], str] = {}
        for one, other, why in sorted(cursor.fetchall(), key=lambda row: row[2]):
            pairs.setdefault((one, other), why)
    people = YoungPerson.objects.in_bulk({person for pair in pairs for person in pair})
    reads.note(people)
    found = [Doubles(people[one], people[other], why) for (one, other), why in pairs.items()]
    alike = [d for d in found if d.why == "name" or _alike(d.one.name, d.other.name)]
    return sorted(alike, key=lambda d: (d.one.name_key, d.other.name_key, d.one.id))


def places(persons: Iterable[uuid.UUID], *, viewer: User) -> dict[uuid.UUID, list[Enrolment]]:
    """Every place of each person, with unit and group, the latest first."""
    found: dict[uuid.UUID, list[Enrolment]] = defaultdict(list)
    rows = Enrolment.objects.filter(person_id__in=list(persons)).select_related("unit", "group")
    for row in rows.order_by("-first", "id"):
        found[row.person_id].append(row)
    reads.note(found, Topic.BASIC | Topic.WHEREABOUTS)
    return found


@dataclass(frozen=True)
class Merged:
    """A merge that can be undone; ``double`` is the name of the one that is gone from sight."""

    id: uuid.UUID
    keep_id: uuid.UUID
    keep: str
    double: str
    by: str
    at: datetime


def merges(*, viewer: User) -> list[Merged]:
    """The last ones of people whom the viewer sees, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute("select * from pathway_merges()")
        rows = cursor.fetchall()
    reads.note(row[1] for row in rows)
    by = {user.id: user.name for user in User.objects.filter(id__in={row[4] for row in rows})}
    return [Merged(*row[:4], by.get(row[4], ""), row[5]) for row in rows]


@dataclass(frozen=True)
class Opened:
    """Emergency access as the viewer may read of it; ``name`` is empty where they may not know the person."""

    id: uuid.UUID
    who: str
    person_id: uuid.UUID
    name: str
    reason: str
    opened_at: datetime
    until: datetime
    ended_at: datetime | None
    going: bool
    may_end: bool


def emergencies(*, viewer: User) -> list[Opened]:
    """The last fifty that the viewer may read of, the latest first."""
    rows = list(Emergency.objects.select_related("user").order_by("-opened_at", "id")[:50])
    if not rows:
        return []
    names = {one.id: one.name for one in YoungPerson.objects.filter(id__in={row.person_id for row in rows})}
    reads.note(names)
    leads = set(
        current_memberships().filter(user=viewer, role__in=leading()).values_list("unit_id", flat=True)
    )
    return [_opened(row, names, row.user_id == viewer.id or row.unit_id in leads) for row in rows]


def _opened(row: Emergency, names: dict[uuid.UUID, str], mine: bool) -> Opened:
    going = row.ended_at is None and row.until > clock.now()
    return Opened(
        row.id, row.user.name, row.person_id, names.get(row.person_id, ""), row.reason, row.opened_at,
        row.until, row.ended_at, going, going and mine,
    )  # fmt: skip


def may_open(persons: Iterable[uuid.UUID], *, viewer: User) -> dict[uuid.UUID, str]:
    """Names of those to whom the viewer may open emergency access."""
    found = {person: name for person, (_unit, name) in emergency_at(list(persons)).items()}
    reads.note(found)
    return found


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() >= ALIKE
