"""Every write of this room: rows, history, receipts and the audit event.

Batons and messages are tied to them in ``tettpaa.workflows.concerns``, which is what doors call; alone, these
fail at commit for want of a baton.
"""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any, Never

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tettpaa.access.decide import demand
from tettpaa.access.words import written
from tettpaa.accounts.models import User
from tettpaa.audit.record import record
from tettpaa.cases.access import KIND, Matter
from tettpaa.cases.models import Concern, DutyReport, Receipt, RestrictedWords, Statement, Step
from tettpaa.cases.nameless import demand_nameless
from tettpaa.cases.queries.one import statements_of
from tettpaa.cases.queries.places import Place, place_of, role_of
from tettpaa.cases.queries.raising import reported
from tettpaa.cases.rules import LONGEST_WORDS, duties, marks, urgency_of
from tettpaa.cases.states import About, Decision, Outcome, State, Verb, after
from tettpaa.consent.rules import hidden_grounds
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite


def raise_concern(
    *, by: User, matter: Matter, words: str, urgency: str, duty: str, hidden_ground: str = "", topic: str = "",
    request_key: uuid.UUID, signals: Iterable[uuid.UUID] = (), origin: tuple[str, uuid.UUID] | None = None,
) -> tuple[Concern, Statement] | None:  # fmt: skip
    """Write down what ``by`` said; None if the key was used before (a double click), and nothing is written.

    ``topic`` marks the words as of ``topics.toml``. PermissionDenied if they have nothing to do with the matter,
    InputError for what is left out.
    """
    demand(by, "concern.raise", matter)
    asked, place = duties()[duty], place_of(matter, by)
    said = _said(words, _("Skriv hva du har sett eller hørt."))
    demand_nameless(said, place, viewer=by, column="words")
    if matter.about not in asked.about or not asked.recorded:
        raise InputError(_("Dette kan ikke sies fra om på den måten."), column="duty")
    if hidden_ground and (hidden_ground not in hidden_grounds() or place.person is None):
        raise InputError(_("Velg en av grunnene."), column="hidden_ground")
    if topic and (topic not in marks() or place.person is None):
        raise InputError(_("Velg et av temaene."), column="topic")
    statement, now = uuid.uuid4(), clock.now()
    concern = Concern(
        id=uuid.uuid4(), about=matter.about, unit=place.unit, duty=duty,
        person=place.person, group=place.group if matter.about == About.CLASS else None,
        urgency=urgency_of(asked, urgency), topic=int(asked.topic), hidden_ground=hidden_ground, raised_by=by,
        raised_at=now, origin_kind=origin[0] if origin else "statement",
        origin_id=origin[1] if origin else statement,
    )  # fmt: skip
    try:
        with transaction.atomic():
            concern.save(force_insert=True)
            row = _state(by, concern, place, statement, said, signals, request_key, topic)
    except IntegrityError as error:
        if "statement_once" not in str(error):
            raise
        return None
    _event(by, concern, "raised", duty=duty, urgency=concern.urgency, about=concern.about)
    return concern, row


def report_duty(*, by: User, person: uuid.UUID, duty: str, request_key: uuid.UUID) -> None:
    """Keep that ``by`` did their own duty outside; once, however often the key comes."""
    demand(by, "concern.raise", Matter(About.PERSON, person))
    if duties()[duty].recorded:
        raise InputError(_("Dette sies det fra om her."), column="duty")
    if reported(request_key, viewer=by):
        return
    report = DutyReport(
        id=uuid.uuid4(), person_id=person, by=by, duty=duty, at=clock.now(), request_key=request_key
    )
    report.save(force_insert=True)
    record(by=by.id, verb="duty.reported", subject=("duty_report", report.id), person=person, duty=duty)


def see(*, by: User, concern: uuid.UUID, version: int) -> Concern:
    """The holder has read it."""
    return _step(by, concern, version, Verb.SEE, "concern.see")


def decide(
    *, by: User, concern: uuid.UUID, version: int, decision: str, reason: str, follow_up: date | None = None
) -> Concern:
    """The holder decides; ``no_action`` needs a reason and closes, the others a follow-up date.

    Passing on is :func:`pass_on`. InputError for what is left out, StaleWrite if another was first.
    """
    row = _get(concern)
    reason = reason.strip()
    if decision not in duties()[row.duty].decisions or decision == Decision.PASSED_ON:
        raise InputError(_("Det kan ikke velges her."), column="decision")
    if decision == Decision.NO_ACTION:
        _said(reason, _("Si hvorfor det ikke er grunn til å gjøre noe."), "reason")
    elif follow_up is None or follow_up < clock.today():
        raise InputError(_("Sett en dato for når du ser på det igjen."), column="follow_up")
    changes = {"decision": decision, "reason": reason, "decided_at": clock.now(), "follow_up": follow_up}
    row = _step(by, concern, version, Verb.DECIDE, "concern.decide", reason, **changes)
    if decision != Decision.NO_ACTION:
        return row
    return close(
        by=by, concern=concern, version=row.version, outcome=Outcome.NO_ACTION, text="", quietly=True
    )


def pass_on(
    *, by: User, concern: uuid.UUID, version: int, to: User, reason: str, details: dict[str, Any]
) -> Concern:
    """Write down that ``to`` is asked, or given it; ``details`` say which, until when and on what ground."""
    reason = _said(reason, _("Si hvorfor du sender den videre."), "reason")
    changes = {"decision": Decision.PASSED_ON, "reason": reason, "decided_at": clock.now(), "follow_up": None}
    details = {"to": str(to.id), **details}
    return _step(by, concern, version, Verb.PASS_ON, "concern.pass_on", reason, details, **changes)


def answered(*, by: User, concern: uuid.UUID, accepts: bool, reason: str = "") -> Concern:
    """Write down that the one who was asked said yes or no; what happens then is not decided yet."""
    verb = Verb.ACCEPT if accepts else Verb.DECLINE
    if not accepts:
        reason = _said(reason, _("Si hvorfor du sender den tilbake."), "reason")
    return _step(by, concern, _get(concern).version, verb, "concern.answer", reason)


def taken(*, by: User, concern: uuid.UUID, version: int, reason: str) -> Concern:
    """Write down that ``by`` took it over (the baton room says who may); it is seen, and theirs to decide."""
    return _step(by, concern, version, Verb.TAKE, "concern.read", reason.strip())


def close(
    *, by: User, concern: uuid.UUID, version: int, outcome: str, text: str, quietly: bool = False
) -> Concern:
    """The holder says what came of it. ``quietly``: as part of a decision that has its own receipt."""
    if outcome not in Outcome.values or (outcome == Outcome.NO_ACTION and not quietly):
        raise InputError(_("Si hva som kom ut av det."), column="outcome")
    changes = {"outcome": outcome, "outcome_text": text.strip(), "closed_at": clock.now(), "closed_by": by}
    return _step(by, concern, version, Verb.CLOSE, "concern.close", text.strip(), **changes)


def reopen(*, by: User, concern: uuid.UUID, version: int, follow_up: date) -> Concern:
    """Undo a closing: the one who closed it, the same day."""
    changes = {"outcome": "", "outcome_text": "", "closed_at": None, "closed_by": None,
               "decision": Decision.FOLLOW_UP, "follow_up": follow_up}  # fmt: skip
    return _step(by, concern, version, Verb.REOPEN, "concern.reopen", **changes)


def join_signals(
    *, by: User, concern: uuid.UUID, signals: Iterable[uuid.UUID], text: str
) -> Statement | None:
    """New signals about the same young person; those that are there already are left out (None: all were)."""
    row = _get(concern)
    there = {s for found in row.statements.values_list("signals", flat=True) for s in found}
    new = [signal for signal in signals if signal not in there]
    if not new:
        return None
    codes = {"signals": [str(signal) for signal in new]}
    row = _step(by, concern, row.version, Verb.JOIN, "concern.join", details=codes)
    place = Place(row.unit, row.group, row.person)
    return _state(by, row, place, uuid.uuid4(), _said(text, _("Signalet mangler tekst.")), new, uuid.uuid4())


def receipts(*, by: User, concern: Concern, kind: str, role: str, followed_up: bool | None) -> list[Receipt]:
    """One receipt to each who said something themselves; returns those whose reader is not ``by``."""
    made = [
        Receipt(
            id=uuid.uuid4(),
            statement=said,
            to_id=said.author_id,
            kind=kind,
            at=clock.now(),
            role=role,
            followed_up=followed_up,
            version=concern.version,
        )
        for said in statements_of(concern)
    ]
    Receipt.objects.bulk_create(made)
    return [receipt for receipt in made if receipt.to_id != by.id]


def acknowledge(*, statement: Statement, receiver: User, role: str, due: date) -> None:
    """The receipt that it was said: who has it, as what, and until when."""
    Receipt.objects.create(
        id=uuid.uuid4(), statement=statement, to_id=statement.author_id, kind=Receipt.Kind.RECEIVED,
        at=clock.now(), role=role, receiver=receiver, due=due, version=statement.version,
    )  # fmt: skip


def _state(
    by: User, concern: Concern, place: Place, key: uuid.UUID, words: str, signals: Iterable[uuid.UUID],
    request_key: uuid.UUID, topic: str = "",
) -> Statement:  # fmt: skip
    mark = int(marks()[topic].topic) if topic else 0
    row = Statement(
        id=key, concern=concern, author=by, role=role_of(by, place), person=place.person, group=place.group,
        unit=place.unit, at=clock.now(), words="" if mark else words,
        topic=mark, signals=list(signals), version=concern.version,
        request_key=request_key,
    )  # fmt: skip
    row.save(force_insert=True)
    if mark and place.person:
        RestrictedWords.objects.create(
            id=uuid.uuid4(), statement=row, person_id=place.person.id, topic=mark, words=words
        )
    return row


def _get(concern: uuid.UUID) -> Concern:
    return Concern.objects.select_related("unit", "group", "person").get(id=concern)


def _step(
    by: User, concern: uuid.UUID, version: int, verb: Verb, permission: str, text: str = "",
    details: dict[str, Any] | None = None, **changes: Any,
) -> Concern:  # fmt: skip
    """Take one step: refused if stale, illegal or not allowed; written with its line of history and event."""
    row = _get(concern)
    if row.version != version:
        _refuse(row, text)
    at, column = Place(row.unit, row.group, row.person), "text" if verb == Verb.CLOSE else "reason"
    demand_nameless(text, at, viewer=by, column=column)
    then, before = after(row.state, verb), {"state_from": row.state, "decision_from": row.decision}
    demand(by, permission, row)
    if then != State.RAISED and row.seen_at is None:
        changes["seen_at"] = clock.now()
    codes = {key: str(changes[key]) for key in ("decision", "outcome") if changes.get(key)} | (details or {})
    fresh = Concern.objects.filter(id=concern, version=version)
    if not fresh.update(state=then, version=F("version") + 1, **changes):
        _refuse(_get(concern), text)
    row = _get(concern)
    place = Place(row.unit, row.group, row.person)
    Step.objects.create(
        id=uuid.uuid4(), concern=row, at=clock.now(), by=by, role=role_of(by, place), verb=verb, text=text,
        details=codes, version=row.version,
    )  # fmt: skip
    _event(by, row, verb.value, **codes, **before, state=row.state)
    return row


def _refuse(row: Concern, yours: str) -> Never:
    """With what the other one wrote, to show beside one's own."""
    last = row.steps.select_related("by").order_by("-version").first()
    assert last is not None, "a version is counted up together with its step"
    raise StaleWrite(
        {"text": last.text, "by": last.by.name, "at": last.at, "version": row.version}, {"text": yours}
    )


def _said(text: str, lacking: str, column: str = "words") -> str:
    return written(text, lacking, column, LONGEST_WORDS)


def _event(by: User, concern: Concern, verb: str, **codes: Any) -> None:
    record(by=by.id, verb=f"{KIND}.{verb}", subject=(KIND, concern.id), person=concern.person_id, **codes)
