"""Begin a plan, write goals, add a measure with its baton, evaluate it, show the plan, agree to it.

Each is one transaction with its audit event. StaleWrite if somebody was first, with both texts; PermissionDenied with
the reason; InputError for what is left out.
"""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tettpaa.access.decide import demand
from tettpaa.accounts.models import User
from tettpaa.audit.record import record
from tettpaa.baton import actions as batons
from tettpaa.baton import queries as baton_queries
from tettpaa.baton.rules import deadline, ladder_for
from tettpaa.cases.access import Matter
from tettpaa.cases.plan import queries
from tettpaa.cases.plan.access import KIND
from tettpaa.cases.plan.models import Agreement, Goal, Plan
from tettpaa.cases.queries.places import place_of
from tettpaa.cases.states import About
from tettpaa.consent.queries import check_ground
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.measures import actions as measures
from tettpaa.measures.access import KIND as MEASURE
from tettpaa.measures.models import Measure
from tettpaa.measures.rules import LONGEST
from tettpaa.measures.states import Shown, State
from tettpaa.notify.actions import tell


@transaction.atomic
def open_plan(*, by: User, person: uuid.UUID) -> Plan:
    """One each: who asks again gets the one that is there."""
    demand(by, "plan.open", person)
    if before := Plan.objects.filter(person_id=person).first():
        return before
    place = place_of(Matter(About.PERSON, person), by)
    row = Plan(id=uuid.uuid4(), person_id=person, unit=place.unit, opened_by=by, opened_at=clock.now())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # another was first
        return Plan.objects.get(person_id=person)
    _event(by, row, "opened")
    return row


@transaction.atomic
def write_goal(
    *, by: User, plan: uuid.UUID, words: str, own: bool, line: uuid.UUID | None = None, version: int = 0,
    dropped: bool = False,
) -> Goal:  # fmt: skip
    """A goal, or the next version of one: on top of ``version`` as ``by`` saw it, else StaleWrite with both.

    The first is the young person's own, written by themselves or noted as they said it. What they wrote themselves
    nobody else changes.
    """
    row = Plan.objects.get(id=plan)
    demand(by, "plan.write", row)
    young = by.person_id == row.person_id
    own, text, before = own or young, words.strip(), None
    if line and (before := Goal.objects.filter(line=line, plan=row).order_by("-version").first()):
        own = before.own
        _check_hers(by, row, before)
    if not text:
        raise InputError(_("Skriv målet."), column="words")
    if len(text) > LONGEST:
        raise InputError(_("Teksten er for lang."), column="words")
    if not own and not any(one.own for one in queries.standing(row.goals.all())):
        raise InputError(_("Skriv først hva ungdommen selv vil, med ungdommens egne ord."), column="own")
    goal = Goal(
        id=uuid.uuid4(), plan=row, person_id=row.person_id, line=line or uuid.uuid4(), version=version + 1, own=own,
        words=text, dropped=dropped, by=by, at=clock.now(),
    )  # fmt: skip
    if before and before.version != version:
        raise StaleWrite(before, {"words": text})
    try:
        with transaction.atomic():
            goal.save(force_insert=True)
    except IntegrityError as error:
        if "goal_version_once" not in str(error):
            raise
        raise StaleWrite(queries.goal(goal.line, viewer=by)[0], {"words": text}) from None
    _event(by, row, "goal", goal=str(goal.line), version=goal.version, own=own, dropped=dropped)
    return goal


@transaction.atomic
def add_measure(
    *, by: User, plan: uuid.UUID, responsible: User, unit: uuid.UUID, evaluate_on: date, ground: str = "",
    request_key: uuid.UUID, **given: Any,
) -> Measure:  # fmt: skip
    """A measure with who is responsible until when. The key once.

    Towards another unit than the plan's ``ground`` says what makes it lawful (``consent.queries.check_ground``).
    """
    row = Plan.objects.select_related("person", "unit").get(id=plan)
    demand(by, "measure.add", row)
    if before := Measure.objects.filter(added_by=by, request_key=request_key).first():
        return before
    place = next((one for one in queries.units_for(row, viewer=by) if one.id == unit), None)
    if place is None or responsible not in queries.responsible_at([unit], row.person_id, viewer=by):
        raise InputError(_("Velg en som kan ha ansvaret der."), column="responsible")
    needs = queries.needs_ground(row, place, viewer=by)
    if needs:
        check_ground("exception", ground, unit=place, person=row.person_id, column="ground")
    _check_day(place.kind, evaluate_on)
    measure = measures.add(
        by=by, person=row.person_id, subject=(KIND, row.id), unit=place, responsible=responsible,
        evaluate_on=evaluate_on, ground=ground if needs else "", shown=row.shown, request_key=request_key, **given,
    )  # fmt: skip
    batons.open(
        by=by,
        subject=(MEASURE, measure.id),
        person=row.person_id,
        unit=place,
        holder=responsible,
        due=evaluate_on,
    )
    if responsible.id != by.id:
        tell(
            to=responsible, text="measure.given", by=by, subject=(MEASURE, measure.id), person=row.person_id,
            due=evaluate_on,
        )  # fmt: skip
    return measure


@transaction.atomic
def evaluate(
    *, by: User, measure: uuid.UUID, version: int, goes_on_to: date | None = None, **said: str
) -> Measure:
    """What came of it: the baton is laid down, or has a new day."""
    before = Measure.objects.select_related("unit").get(id=measure)
    if goes_on_to:
        _check_day(before.unit.kind, goes_on_to, "goes_on_to")
    row = measures.evaluate(by=by, measure=measure, version=version, goes_on_to=goes_on_to, **said)
    baton = baton_queries.of((MEASURE, measure), viewer=by)
    assert baton is not None, "an open measure has a baton: the database demands it"
    if row.state == State.OPEN:
        batons.reschedule(by=by, baton=baton, due=goes_on_to, reason=said["words"])
    else:
        if row.added_by_id != by.id:
            tell(
                to=row.added_by,
                text="measure.evaluated",
                by=by,
                subject=(MEASURE, row.id),
                person=row.person_id,
            )
        batons.close(by=by, baton=baton)
    return row


@transaction.atomic
def show(*, by: User, plan: uuid.UUID, shown: str) -> None:
    """Whom of the family the plan and its measures are shown to from now on."""
    if shown not in Shown.values:
        raise InputError(_("Velg ett av svarene."), column="shown")
    row = Plan.objects.get(id=plan)
    demand(by, "plan.show", row)
    Plan.objects.filter(id=plan).update(shown=shown)
    measures.show(by=by, subject=(KIND, plan), shown=shown)
    _event(by, row, "shown", shown=shown)


@transaction.atomic
def agree(*, by: User, plan: uuid.UUID, stood: datetime, paper: str = "") -> Agreement:
    """``by`` agrees to the plan as it stood then; or notes that ``paper`` (a name) has signed on paper.

    StaleWrite if it has changed since.
    """
    row = Plan.objects.get(id=plan)
    demand(by, "plan.agree", row)
    if paper and by.kind != "staff":
        raise InputError(_("Bare ansatte kan notere det som er skrevet under på papir."), column="paper")
    now = queries.plan(plan, viewer=by)
    if now.stood != stood:
        raise StaleWrite(now, {})
    if not now.goals:
        raise InputError(_("Planen har ingen mål å være enig i ennå."), column="paper")
    made = Agreement(
        id=uuid.uuid4(), plan=row, person_id=row.person_id, by=by, name=(paper.strip() or by.name)[:120],
        on_paper=bool(paper), stood=stood, at=clock.now(),
    )  # fmt: skip
    made.save(force_insert=True)
    _event(by, row, "agreed", on_paper=bool(paper))
    return made


def _check_hers(by: User, row: Plan, goal: Goal) -> None:
    wrote_it = goal.by.person_id == row.person_id
    if wrote_it and by.person_id != row.person_id:
        raise InputError(_("Dette har ungdommen skrevet selv. Bare ungdommen endrer det."), column="words")
    if not goal.own and by.kind != "staff":
        raise InputError(
            _("Dette målet er skrevet av dem som følger deg opp. Si fra til dem."), column="words"
        )


def _check_day(kind: str, day: date, column: str = "evaluate_on") -> None:
    """As far ahead as the unit's ladder lets anything wait."""
    last = deadline(clock.today(), ladder_for(kind, clock.today()).longest, ())
    if not clock.today() <= day <= last:
        raise InputError(
            _(
                "Sett en dag fra i dag til og med %(last)s. Går tiltaket lenger, ser dere på det igjen underveis."
            )
            % {"last": last.strftime("%d.%m.%Y")},
            column=column,
        )


def _event(by: User, row: Plan, verb: str, **codes: Any) -> None:
    record(by=by.id, verb=f"{KIND}.{verb}", subject=(KIND, row.id), person=row.person_id, **codes)
