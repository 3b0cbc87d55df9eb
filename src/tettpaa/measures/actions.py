"""Add a measure, say something of it, evaluate it, show it to the young person; and add to the catalogue.

Each is one transaction with its audit event. The baton is the room's above (``cases.plan``): alone, :func:`add` fails
at commit for want of one. StaleWrite if somebody was first, PermissionDenied with the reason, InputError for what is
left out.
"""

import uuid
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tettpaa.access.decide import demand
from tettpaa.access.words import written
from tettpaa.accounts.models import User
from tettpaa.audit.record import record
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.measures import queries
from tettpaa.measures.access import KIND
from tettpaa.measures.models import Evaluation, Measure, OwnMeasure, Remark
from tettpaa.measures.rules import LONGEST, TITLE, areas, funding, intensities
from tettpaa.measures.states import TRANSITIONS, Done, Helped, State, View
from tettpaa.organisations.models import Unit


@transaction.atomic
def add(
    *, by: User, person: uuid.UUID, subject: tuple[str, uuid.UUID], code: str, title: str, aim: str, unit: Unit,
    responsible: User, first: date, last: date, evaluate_on: date, pays: str, parts: list[str], goals: list[str],
    ground: str, shown: str, request_key: uuid.UUID,
) -> Measure:  # fmt: skip
    """Write it down; who may, and with whom it may be shared, the room above has settled."""
    if code not in queries.catalogue(viewer=by):
        raise InputError(_("Velg et tiltak fra katalogen."), column="code")
    if pays not in funding():
        raise InputError(_("Velg hvem som betaler."), column="funding")
    if last < first:
        raise InputError(_("Tiltaket må slutte etter at det begynner."), column="last")
    row = Measure(
        id=uuid.uuid4(), person_id=person, subject_kind=subject[0], subject_id=subject[1], code=code,
        title=_said(title, _("Gi tiltaket et navn."), "title", TITLE),
        aim=_said(aim, _("Skriv hvordan tiltaket skal hjelpe."), "aim"), unit=unit, responsible=responsible,
        first=first, last=last, evaluate_on=evaluate_on, funding=pays, parts=parts, goals=goals, ground=ground,
        shown=shown, added_by=by, added_at=clock.now(), request_key=request_key,
    )  # fmt: skip
    row.save(force_insert=True)
    _event(
        by,
        row,
        "added",
        code=code,
        unit=str(unit.id),
        evaluate_on=evaluate_on.isoformat(),
        **({"exception": ground} if ground else {}),
    )
    return row


@transaction.atomic
def remark(*, by: User, measure: uuid.UUID, words: str) -> Remark:
    """Say something of it; the young person's words are theirs."""
    row = Measure.objects.get(id=measure)
    demand(by, "measure.remark", row)
    said = Remark(
        id=uuid.uuid4(), measure=row, person_id=row.person_id, by=by, own=by.person_id == row.person_id,
        at=clock.now(), words=_said(words, _("Skriv det du vil si."), "words"),
    )  # fmt: skip
    said.save(force_insert=True)
    _event(by, row, "remarked")
    return said


@transaction.atomic
def evaluate(
    *, by: User, measure: uuid.UUID, version: int, done: str, helped: str, view: str, words: str,
    goes_on_to: date | None,
) -> Measure:  # fmt: skip
    """Who has it says what came of it; it ends, or is looked at again on ``goes_on_to``."""
    row = Measure.objects.get(id=measure)
    mine = {"done": done, "helped": helped, "view": view, "words": words}
    if row.version != version:
        raise StaleWrite(_last(row), mine)
    demand(by, "measure.evaluate", row)
    for column, value, among in (("done", done, Done), ("helped", helped, Helped), ("view", view, View)):
        if value not in among.values:
            raise InputError(_("Velg ett av svarene."), column=column)
    said = _said(words, _("Skriv hva som skjedde, og hva dere lærte."), "words")
    then = TRANSITIONS[State(row.state), goes_on_to is not None]
    changes: dict[str, Any] = {"state": then, "ended_at": None if goes_on_to else clock.now()}
    if goes_on_to:
        changes |= {"evaluate_on": goes_on_to, "last": max(row.last, goes_on_to)}
    fresh = Measure.objects.filter(id=measure, version=version)
    if not fresh.update(version=F("version") + 1, **changes):
        raise StaleWrite(_last(row), mine)
    Evaluation.objects.create(
        id=uuid.uuid4(), measure=row, person_id=row.person_id, by=by, at=clock.now(), done=done, helped=helped,
        view=view, words=said, goes_on_to=goes_on_to,
    )  # fmt: skip
    row = Measure.objects.select_related("unit").get(id=measure)
    _event(by, row, "evaluated", done=done, helped=helped, view=view, state=row.state)
    return row


@transaction.atomic
def show(*, by: User, subject: tuple[str, uuid.UUID], shown: str) -> None:
    """Whom of the family its measures are shown to; who may say so the room above has settled."""
    Measure.objects.filter(subject_kind=subject[0], subject_id=subject[1]).update(shown=shown)


@transaction.atomic
def add_own(*, by: User, unit: uuid.UUID, request_key: uuid.UUID, **given: str) -> OwnMeasure:
    """A unit's own measure, for everybody to choose. The key once."""
    demand(by, "measure.catalogue_add")
    place = next((one for one in queries.adds_for(viewer=by) if one.id == unit), None)
    if place is None:
        raise InputError(_("Velg en enhet du arbeider ved."), column="unit")
    if before := OwnMeasure.objects.filter(by=by, request_key=request_key).first():
        return before
    for column, among in (("area", areas()), ("intensity", intensities())):
        if given[column] not in among:
            raise InputError(_("Velg ett av svarene."), column=column)
    row = OwnMeasure(
        id=uuid.uuid4(), unit=place, by=by, at=clock.now(), request_key=request_key, area=given["area"],
        title=_said(given["title"], _("Gi tiltaket et navn."), "title", TITLE),
        text=_said(given["text"], _("Skriv hva tiltaket går ut på."), "text"), intensity=given["intensity"],
        offered_by=given["offered_by"].strip()[:TITLE], example=given["example"].strip()[:LONGEST],
    )  # fmt: skip
    row.save(force_insert=True)
    record(by=by.id, verb="measure.catalogue_added", subject=("own_measure", row.id), unit=str(place.id))
    return row


def _last(row: Measure) -> Evaluation | None:
    return row.evaluations.select_related("by").order_by("-at").first()


def _said(text: str, lacking: str, column: str, longest: int = LONGEST) -> str:
    return written(text, lacking, column, longest)


def _event(by: User, row: Measure, verb: str, **codes: Any) -> None:
    record(by=by.id, verb=f"{KIND}.{verb}", subject=(KIND, row.id), person=row.person_id, **codes)
