"""Answer signals, switch rules, and mark what of the rhythm is done. ``store_run`` is in ``runs``."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from tettpaa.access.decide import demand
from tettpaa.accounts.models import User, UserKind
from tettpaa.audit.record import record
from tettpaa.engine.book import standard_book
from tettpaa.identification.models import RhythmDone, RuleLoad, RuleSwitch, Signal
from tettpaa.identification.queries import can_undo, latest_run, switched_on
from tettpaa.identification.rhythm import duties, notes
from tettpaa.identification.rules import limits_on, reasons
from tettpaa.identification.runs import store_run
from tettpaa.identification.states import STEPS, Kind, SignalState
from tettpaa.identification.words import book_of
from tettpaa.identification.worklist import RhythmItem, rhythm
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite

__all__ = (
    "Answers",
    "answer",
    "hold",
    "mark_done",
    "mark_taken",
    "store_run",
    "switch",
    "undo_answer",
    "undo_done",
)


@dataclass(frozen=True)
class Answers:
    """``done`` were answered now; ``left`` had been answered by somebody meanwhile, or are out of sight."""

    done: list[uuid.UUID]
    left: list[uuid.UUID]


def answer(
    *,
    signals: Iterable[uuid.UUID],
    kind: str,
    reason: str,
    by: User,
    note: str = "",
    until: date | None = None,
) -> Answers:
    """Say that the signals are known, or can wait (``not_now``) until a day.

    ``reason``: a code of ``rules.reasons`` for that kind. InputError for another reason or a senseless date,
    PermissionDenied for one who may not triage at the unit.
    """
    state, today = SignalState(kind), clock.today()
    if reason not in reasons() or reasons()[reason].kind is not state:
        raise InputError(_("Velg en grunn."), column="reason", remedy=_("Velg en av grunnene på lista."))
    if state is SignalState.NOT_NOW:
        limits = limits_on(today)
        until = until or today + timedelta(weeks=limits.not_now_weeks)
        if not today < until <= today + timedelta(weeks=limits.not_now_most_weeks):
            raise InputError(
                _("Datoen kan ikke brukes."),
                column="until",
                remedy=_("Velg en dag fra i morgen og et halvt år fram."),
            )
    else:
        until = None
    return _answer(signals, by, state, reason=reason, note=note.strip(), until=until)


def hold(*, signals: Iterable[uuid.UUID], by: User) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Those of the signals that are still new, by person, locked until the transaction ends.

    Nobody else takes up signals about the same young people meanwhile, so that each gets one concern.
    PermissionDenied for one who may not triage at the unit.
    """
    wanted = list(signals)
    rows = Signal.objects.filter(id__in=wanted).order_by("person_id", "-priority", "rule")
    people = list(dict.fromkeys(rows.values_list("person_id", flat=True)))
    with connection.cursor() as cursor:
        for person in people:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"signals {person}"])
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    for row in rows.filter(state=SignalState.NEW):
        _may_answer(by, {row.unit_id})
        found.setdefault(row.person_id, []).append(row.id)
    return found


def mark_taken(*, signals: Iterable[uuid.UUID], concern: uuid.UUID, by: User) -> Answers:
    """The signals are followed up in the concern; called by the workflow that opened or joined it."""
    return _answer(signals, by, SignalState.TAKEN, concern_id=concern)


def _answer(signals: Iterable[uuid.UUID], by: User, state: SignalState, **answered) -> Answers:
    wanted = list(dict.fromkeys(signals))
    with transaction.atomic():
        rows = list(Signal.objects.select_for_update().filter(id__in=wanted).order_by("id"))
        _may_answer(by, {row.unit_id for row in rows})
        open_ones = [row for row in rows if state in STEPS[SignalState(row.state)]]
        Signal.objects.filter(id__in=[row.id for row in open_ones]).update(
            state=state, answered_by=by, answered_at=clock.now(), **answered
        )
        _log(open_ones, by, f"signals.{state}", reason=answered.get("reason", ""))
    done = {row.id for row in open_ones}
    return Answers([one for one in wanted if one in done], [one for one in wanted if one not in done])


def undo_answer(*, signals: Iterable[uuid.UUID], by: User) -> Answers:
    """Make "known" and "not now" new again, on the day and by the one who answered."""
    wanted = list(dict.fromkeys(signals))
    with transaction.atomic():
        found = Signal.objects.select_for_update().filter(id__in=wanted, answered_by=by).order_by("id")
        rows = [row for row in found if can_undo(row, by)]
        _may_answer(by, {row.unit_id for row in rows})
        Signal.objects.filter(id__in=[row.id for row in rows]).update(
            state=SignalState.NEW, answered_by=None, answered_at=None, reason="", note="", until=None
        )
        for state in SignalState:
            _log([row for row in rows if row.state == state], by, "signals.undone", state_from=state.value)
    done = {row.id for row in rows}
    return Answers([one for one in wanted if one in done], [one for one in wanted if one not in done])


def _may_answer(by: User, units: set[uuid.UUID]) -> None:
    if by.kind != UserKind.SYSTEM:
        for unit in units:
            demand(by, "signals.triage", unit)


def _log(rows: list[Signal], by: User, verb: str, **codes: str) -> None:
    """One event a person, as it is the person's own log that it stands in."""
    for person in dict.fromkeys(row.person_id for row in rows):
        ids = [str(row.id) for row in rows if row.person_id == person]
        record(by=by.id, verb=verb, subject=("signal", None), person=person, signals=ids, **codes)


def switch(
    *, rule: str, on: bool, from_date: date, reason: str, by: User, version: int | None = None
) -> RuleSwitch:
    """Switch a rule on or off for all schools from a day; the load as it was shown is kept with it.

    ``version``: how many switches of the rule the page showed; StaleWrite if there are more by now, but the
    same once more (a double click) is done already. InputError for an unknown rule, no reason, a day gone by
    or on which it is so anyway, or before a run has told the load.
    """
    demand(by, "rules.switch")
    run = latest_run()
    book = book_of(run.book.text) if run else standard_book()
    if rule not in {one.name for one in book.rules}:
        raise InputError(_("Regelen finnes ikke i regelboka."), column="rule")
    if on and run is None:
        raise InputError(
            _("Ingen vet ennå hvor mange regelen ville gjelde."),
            column="rule",
            remedy=_("Last inn data og kjør regelboka før den slås på."),
        )
    if not reason.strip():
        raise InputError(_("Skriv hvorfor regelen slås av eller på."), column="reason")
    if from_date < clock.today():
        raise InputError(_("Dagen er alt gått."), column="from_date", remedy=_("Velg i dag eller senere."))
    reason = reason.strip()
    loads = RuleLoad.objects.filter(run=run, rule=rule).order_by().values_list("unit_id").annotate(n=Sum("n"))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"switch {rule}"])
        mine = {"on": on, "first": from_date, "reason": reason, "by": by}
        if done := _since(rule, version, mine):
            return done
        if on == (rule in switched_on(from_date)):
            message = _("Regelen er på den dagen fra før.") if on else _("Regelen er av den dagen fra før.")
            raise InputError(message, column="from_date", remedy=_("Velg en annen dag."))
        row = RuleSwitch.objects.create(
            id=uuid.uuid4(), rule=rule, at=clock.now(), **mine,
            run=run, load={str(unit): n for unit, n in loads},
        )  # fmt: skip
        record(
            by=by.id,
            verb="rule.switched",
            subject=("rule_switch", row.id),
            rule=rule,
            on=on,
            first=str(from_date),
        )
    return row


def _since(rule: str, version: int | None, mine: dict[str, Any]) -> RuleSwitch | None:
    """The same switch, if it is done already; StaleWrite if somebody switched since ``version``."""
    rows = RuleSwitch.objects.filter(rule=rule).order_by("-at").select_related("by")
    if version is None or len(rows) == version:
        return None
    last = rows[0]
    if {name: getattr(last, name) for name in mine} == mine:
        return last
    raise StaleWrite({"on": last.on, "first": last.first, "reason": last.reason, "by": last.by.name}, mine)


def mark_done(
    *,
    kind: str,
    unit: uuid.UUID,
    period: date,
    by: User,
    group: uuid.UUID | None = None,
    person: uuid.UUID | None = None,
    note: str = "held",
) -> RhythmDone:
    """Mark a line of the viewer's list; doing it twice is doing it once.

    ``note``: a code of ``rhythm.notes``. InputError if the line is not on the list.
    """
    if note not in notes():
        raise InputError(_("Velg hva som kom ut av det."), column="note")
    if kind not in {str(duty.kind) for duty in duties()}:
        raise InputError(_("Dette står ikke på arbeidslista."), column="kind")
    demand(by, "rhythm.mark", (Kind(kind), unit))
    key = (Kind(kind), unit, group, person, period)
    line = next((i for i in rhythm(viewer=by) if _key(i) == key), None)
    if line is None or (line.done_id is None and line.earliest > clock.today()):
        raise InputError(
            _("Dette står ikke på arbeidslista nå."), column="period", remedy=_("Last siden på nytt.")
        )
    if line.done_id:
        return RhythmDone.objects.get(id=line.done_id)
    try:
        with transaction.atomic():
            row = RhythmDone.objects.create(
                id=uuid.uuid4(), kind=kind, unit_id=unit, group_id=group, person_id=person, period=period,
                done_on=clock.today(), done_at=clock.now(), done_by=by, note=note,
            )  # fmt: skip
            record(
                by=by.id, verb="rhythm.done", subject=("rhythm", row.id), person=person, kind=kind, note=note
            )
    except IntegrityError:  # somebody else was first by a moment
        return RhythmDone.objects.get(
            kind=kind, unit_id=unit, group_id=group, person_id=person, period=period
        )
    return row


def undo_done(*, done: uuid.UUID, by: User) -> None:
    """Take the mark away again; RhythmDone.DoesNotExist if the viewer may not see it."""
    row = RhythmDone.objects.get(id=done)
    demand(by, "rhythm.mark", (Kind(row.kind), row.unit_id))
    with transaction.atomic():
        record(
            by=by.id, verb="rhythm.undone", subject=("rhythm", row.id), person=row.person_id, kind=row.kind
        )
        row.delete()


def _key(item: RhythmItem) -> tuple:
    return (item.kind, item.unit_id, item.group_id, item.person_id, item.period)
