"""Consents and disclosures as far as the viewer may see them, and what there is to choose from."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tettpaa.access import reads
from tettpaa.access.decide import demand
from tettpaa.accounts.models import User
from tettpaa.consent.access import is_guardian
from tettpaa.consent.models import Consent, Disclosure, Paper
from tettpaa.consent.rules import Purpose, age, purposes, sharing_grounds
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.kit.requests import once
from tettpaa.organisations.models import Unit
from tettpaa.pathway.models import Enrolment, YoungPerson
from tettpaa.pathway.queries import family_of

ADULT = 18
"""Years from which guardians have no say."""


@dataclass(frozen=True)
class Given:
    """A consent, its purpose as it was called then (None: it is in no table any more) and whether it holds now."""

    row: Consent
    purpose: Purpose | None
    holds: bool

    @property
    def withdrawn(self) -> bool:
        return hasattr(self.row, "withdrawal")


def consents(person: uuid.UUID, *, viewer: User) -> list[Given]:
    """Those about the person that the viewer may see: what holds first, then the latest."""
    reads.note([person])
    found = [_given(row) for row in _rows().filter(person_id=person)]
    return sorted(found, key=lambda one: not one.holds)


def one(consent: uuid.UUID, *, viewer: User) -> Given:
    """Consent.DoesNotExist for one that the viewer may not see."""
    found = _given(_rows().get(id=consent))
    reads.note([found.row.person_id])
    return found


def paper(consent: uuid.UUID, *, viewer: User) -> Paper:
    """Paper.DoesNotExist if there is none, or none that the viewer may see."""
    found = Paper.objects.get(consent_id=consent)
    reads.note([found.person_id])
    return found


@once
def whose(*, viewer: User) -> list[YoungPerson]:
    """The viewer themselves, and children whom they may decide for."""
    rows = YoungPerson.objects.filter(Q(id=viewer.person_id) | Q(guardians__user=viewer)).distinct()
    found = [one for one in rows if one.id == viewer.person_id or is_guardian(viewer, one.id)]
    reads.note(one.id for one in found)
    return found


def choices(person: uuid.UUID, *, viewer: User) -> dict[str, list[Unit]]:
    """By purpose, the units that can be let in; a purpose that has nobody to let in is left out."""
    near = receivers(person, viewer=viewer)
    found = {code: [one for one in near if one.kind in asked.to] for code, asked in purposes().items()}
    return {code: some for code, some in found.items() if some}


@once
def receivers(person: uuid.UUID, *, viewer: User) -> list[Unit]:
    """Units in the counties where the person goes or went, by name; all, where that isn't known.

    Not where they go now: those see by what they are.
    """
    today = clock.today()
    places = list(Enrolment.objects.filter(person_id=person))
    here = {one.unit_id for one in places if one.first <= today and (one.last is None or one.last >= today)}
    units = {unit.id: unit for unit in Unit.objects.order_by("name_key", "id")}
    tops = {_top(units[one.unit_id], units) for one in places}
    return [one for one in units.values() if one.id not in here and (not tops or _top(one, units) in tops)]


def _top(unit: Unit, units: dict[uuid.UUID, Unit]) -> uuid.UUID:
    while unit.parent_id:
        unit = units[unit.parent_id]
    return unit.id


def is_child(person: YoungPerson) -> bool:
    return person.born is None or age(person.born) < ADULT


def disclosures(person: uuid.UUID, *, viewer: User) -> list[Disclosure]:
    """The latest first."""
    demand(viewer, "disclosure.read", person)
    found = list(Disclosure.objects.filter(person_id=person).select_related("unit", "by"))
    reads.note([person], kept=any(one.hidden_ground for one in found))
    return found


def disclosure(key: uuid.UUID, *, viewer: User) -> Disclosure:
    """Disclosure.DoesNotExist for one that the viewer may not see."""
    found = Disclosure.objects.select_related("unit", "by").get(id=key)
    reads.note([found.person_id], kept=bool(found.hidden_ground))
    return found


def check_ground(kind: str, chosen: str, *, unit: Unit, person: uuid.UUID, column: str) -> None:
    """InputError unless the ground of that kind lets something about the person be told to the unit today.

    Consent is a ground where one is recorded, and no longer than it holds.
    """
    ground = next((one for one in sharing_grounds(kind, unit.kind) if one.code == chosen), None)
    if ground is None:
        raise InputError(
            _("Si hva som gjør det lovlig å dele med %(unit)s.") % {"unit": unit.name}, column=column
        )
    if ground.by_consent and not agreed(person, [unit.id]):
        raise InputError(
            _(
                "Det er ikke registrert noe samtykke til %(unit)s. Registrer det, eller velg et annet grunnlag."
            )
            % {"unit": unit.name},
            column=column,
        )


def agreed(person: uuid.UUID, units: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the units that a consent lets in today, also for who doesn't see consents."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select u from unnest(%s::uuid[]) u where consent_agreed(%s, u)", [list(units), person]
        )
        return {unit for (unit,) in cursor.fetchall()}


def let_in(consent: uuid.UUID) -> set[uuid.UUID]:
    """Users who see by it now."""
    with connection.cursor() as cursor:
        cursor.execute("select * from consent_let_in(%s)", [consent])
        return {user for (user,) in cursor.fetchall()}


def readers_at_home(person: uuid.UUID) -> set[uuid.UUID]:
    """The young person, and guardians while the law lets them see."""
    row = YoungPerson.objects.get(id=person)
    own = set(User.objects.filter(person_id=person).values_list("id", flat=True))
    return set(family_of(person)) if is_child(row) else own


def _rows() -> QuerySet[Consent]:
    return Consent.objects.select_related("unit", "by", "person", "withdrawal", "withdrawal__by")


def _given(row: Consent) -> Given:
    holds = row.first <= clock.today() <= row.last and not hasattr(row, "withdrawal")
    return Given(row, purposes(row.first).get(row.purpose), holds)
