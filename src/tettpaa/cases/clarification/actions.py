"""Call for a talk, write what was said, and decide. StaleWrite if somebody was first, with both texts."""

import uuid
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tettpaa.access.decide import demand
from tettpaa.accounts.models import User
from tettpaa.audit.record import record
from tettpaa.baton import actions as batons
from tettpaa.baton import queries as baton_queries
from tettpaa.baton.rules import ladder_for
from tettpaa.cases.access import Matter
from tettpaa.cases.clarification import rules
from tettpaa.cases.clarification.access import KIND
from tettpaa.cases.clarification.models import Clarification
from tettpaa.cases.clarification.queries import minor
from tettpaa.cases.queries.places import place_of
from tettpaa.cases.rules import due
from tettpaa.cases.states import About, Urgency
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.notify.actions import tell
from tettpaa.organisations.queries import closures


@transaction.atomic
def call(*, by: User, person: uuid.UUID, request_key: uuid.UUID) -> Clarification:
    """Whoever calls for it holds it, if they are on the unit's ladder; else the first there. One at a time."""
    demand(by, "clarification.open", person)
    known = Clarification.objects.filter(opened_by=by, request_key=request_key).first()
    known = known or Clarification.objects.filter(person_id=person, state=Clarification.State.OPEN).first()
    if known:
        return known
    place = place_of(Matter(About.PERSON, person), by)
    row = Clarification(
        id=uuid.uuid4(), person_id=person, unit=place.unit, opened_by=by, opened_at=clock.now(),
        request_key=request_key,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # two called at once: the one who was second joins the first
        return Clarification.objects.get(person_id=person, state=Clarification.State.OPEN)
    step = baton_queries.step_of(by, ladder_for(place.unit.kind, clock.today()), place.unit, place.group)
    last = due("clarified", Urgency.THIS_WEEK, closures(place.unit.id))
    baton = batons.open(
        by=by, subject=(KIND, row.id), person=person, unit=place.unit, group=place.group, due=last,
        holder=by if step else None, step=step,
    )  # fmt: skip
    if baton.holder_id != by.id:
        tell(to=baton.holder, text="baton.given", by=by, subject=(KIND, row.id), person=person, due=last)
    _event(by, row, "called")
    return row


@transaction.atomic
def write(
    *, by: User, talk: uuid.UUID, version: int, planned: date | None, present: list[str], absent_why: str,
    gone_through: list[str], record_text: str, outcome: str = "", decide: bool = False,
) -> Clarification:  # fmt: skip
    """Keep what was written; ``decide``: it has been held. Then who must be there was, or it says why not."""
    row = Clarification.objects.select_related("person").get(id=talk)
    mine = {
        "planned": planned, "present": present, "absent_why": absent_why.strip(), "gone_through": gone_through,
        "record": record_text.strip(), "outcome": outcome,
    }  # fmt: skip
    if row.version != version and row.state == Clarification.State.OPEN:
        raise StaleWrite(row, mine)
    demand(by, "clarification.write", row)
    _check(row, mine, decide)
    more = {"state": Clarification.State.DECIDED, "decided_at": clock.now()} if decide else {}
    fresh = Clarification.objects.filter(id=talk, version=version)
    if not fresh.update(version=F("version") + 1, written_by=by, written_at=clock.now(), **mine, **more):
        raise StaleWrite(Clarification.objects.get(id=talk), mine)
    if decide:
        batons.close(by=by, baton=baton_queries.of((KIND, row.id), viewer=by))
    row = Clarification.objects.get(id=talk)
    _event(by, row, "decided" if decide else "written", **({"outcome": outcome} if decide else {}))
    return row


def _check(row: Clarification, mine: dict[str, Any], decide: bool) -> None:
    on = row.opened_at.astimezone(clock.OSLO).date()
    for column in ("absent_why", "record"):
        if len(mine[column]) > rules.LONGEST:
            raise InputError(_("Teksten er for lang."), column=column)
    if not decide:
        return
    absent = rules.missing(rules.required(on, minor(row.person)), mine["present"])
    if absent and not mine["absent_why"]:
        names = ", ".join(str(one.label).lower() for one in absent)
        raise InputError(
            _("Disse skal være med: %(who)s. Si hvorfor de ikke var det.") % {"who": names},
            column="absent_why",
        )
    left = rules.missing((one for one in rules.checks(on) if one.must == "yes"), mine["gone_through"])
    if left:
        raise InputError(
            _("Gå gjennom alt før noe blir bestemt: «%(what)s».") % {"what": left[0].label},
            column="gone_through",
        )
    if not mine["record"]:
        raise InputError(_("Skriv hva dere kom fram til."), column="record_text")
    if mine["outcome"] not in {one.code for one in rules.outcomes(on)}:
        raise InputError(_("Velg hva som ble bestemt."), column="outcome")


def _event(by: User, row: Clarification, verb: str, **codes: Any) -> None:
    record(by=by.id, verb=f"{KIND}.{verb}", subject=(KIND, row.id), person=row.person_id, **codes)
