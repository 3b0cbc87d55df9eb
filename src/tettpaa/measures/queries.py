"""Measures as the viewer may see them, and the catalogue."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from tettpaa.access import reads
from tettpaa.access.permissions import roles_of
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import memberships_of
from tettpaa.kit import clock
from tettpaa.measures.models import Evaluation, Measure, OwnMeasure, Remark
from tettpaa.measures.rules import Offer, offers
from tettpaa.organisations.models import Unit


@dataclass(frozen=True)
class Told:
    """A measure with what was said of it. ``helped``: of the last evaluation, empty if there is none; in lists that
    stands alone, without the evaluations."""

    measure: Measure
    evaluations: list[Evaluation]
    remarks: list[Remark]
    helped: str


def measure(measure_id: uuid.UUID, *, viewer: User) -> Told:
    """Measure.DoesNotExist for whoever may not see it."""
    row = Measure.objects.select_related("unit", "person", "responsible", "added_by").get(id=measure_id)
    reads.note([row.person_id], Topic.BASIC | Topic.CONCERNS)
    evaluations = list(row.evaluations.select_related("by"))
    helped = evaluations[-1].helped if evaluations else ""
    return Told(row, evaluations, list(row.remarks.select_related("by")), helped)


def of_subject(kind: str, subject: uuid.UUID, *, viewer: User) -> list[Told]:
    """Its measures by when they begin, with what was said: two questions however many there are."""
    last = Evaluation.objects.filter(measure=OuterRef("id")).order_by("-at", "-id").values("helped")[:1]
    found = Measure.objects.filter(subject_kind=kind, subject_id=subject).annotate(helped=Subquery(last))
    rows = list(found.select_related("unit", "responsible"))
    if not rows:
        return []
    reads.note([rows[0].person_id], Topic.BASIC | Topic.CONCERNS)
    remarks = _by_measure(Remark.objects.filter(measure__in=rows).select_related("by"))
    return [Told(row, [], remarks.get(row.id, []), row.helped or "") for row in rows]


def of_person(person: uuid.UUID, *, viewer: User) -> list[Measure]:
    """Those that the viewer may see, by when they begin."""
    reads.note([person], Topic.BASIC | Topic.CONCERNS)
    return list(Measure.objects.filter(person_id=person).select_related("unit", "responsible"))


def some(ids: Iterable[uuid.UUID], *, viewer: User) -> list[Measure]:
    """Those of them that the viewer may see, with whom they are for."""
    found = list(Measure.objects.filter(id__in=list(ids)).select_related("person").order_by("id"))
    for row in found:
        reads.note([row.person_id], Topic.BASIC | Topic.CONCERNS)
    return found


def catalogue(*, viewer: User) -> dict[str, Offer]:
    """What can be chosen today, by code, with what units have added."""
    return offers(clock.today(), OwnMeasure.objects.select_related("unit"))


def offer(code: str, *, viewer: User) -> Offer | None:
    """One of them; units' own are asked for only when it is none of ours."""
    return offers(clock.today()).get(code) or catalogue(viewer=viewer).get(code)


def adds_for(*, viewer: User) -> list[Unit]:
    """The units for which the viewer may add to the catalogue."""
    codes = roles_of("measure.catalogue_add")
    return list(dict.fromkeys(m.unit for m in memberships_of(viewer=viewer) if m.role in codes))


def _by_measure(rows: Iterable) -> dict[uuid.UUID, list]:
    found: dict[uuid.UUID, list] = {}
    for row in rows:
        found.setdefault(row.measure_id, []).append(row)
    return found
