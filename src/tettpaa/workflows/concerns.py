"""Somebody is worried, and somebody reacts: each verb of a concern with its baton, receipts and messages.

Each is one transaction. PermissionDenied with the reason (IllegalStep for what the state rules out),
StaleWrite with both texts when another was first, InputError for what is filled in wrongly, and
Concern.DoesNotExist for one whom the database shows nothing. ``version`` is the concern's, as the page
showed it.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tettpaa.accounts.models import User
from tettpaa.baton import actions as batons
from tettpaa.baton import queries as baton_queries
from tettpaa.baton.models import Baton
from tettpaa.baton.rules import ladder_for
from tettpaa.cases import actions
from tettpaa.cases.access import KIND, Matter, may_leave, related
from tettpaa.cases.models import Concern, Receipt
from tettpaa.cases.queries.places import Place, role_of
from tettpaa.cases.queries.raising import receiver, reported, said_with
from tettpaa.cases.rules import due, duties
from tettpaa.cases.states import Decision
from tettpaa.consent.queries import check_ground
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.notify.actions import tell
from tettpaa.organisations.models import Unit
from tettpaa.organisations.queries import closures


@dataclass(frozen=True)
class Raised:
    """What the one who said it may know. ``concern`` None: only that their own duty is done was kept."""

    concern: uuid.UUID | None
    statement: uuid.UUID | None
    receiver: User | None
    role: str
    due: date | None


@transaction.atomic
def raise_concern(
    *,
    by: User,
    matter: Matter,
    words: str,
    urgency: str,
    duty: str,
    request_key: uuid.UUID,
    hidden_ground: str = "",
    topic: str = "",
    signals: Iterable[uuid.UUID] = (),
    origin: tuple[str, uuid.UUID] | None = None,
    mine: bool = False,
) -> Raised:
    """«Si fra»: written down, with a holder and a deadline, and the holder told; the same key makes only one.

    ``mine``: the one who says it keeps it and follows it up, if they are on the ladder there (as when
    signals are taken up). ``signals`` and ``origin`` (kind, id): where it came from, if not from words.
    """
    asked = duties()[duty]
    if not asked.recorded:
        actions.report_duty(by=by, person=matter.id, duty=duty, request_key=request_key)
        return Raised(None, None, None, "", None)
    made = actions.raise_concern(
        by=by, matter=matter, words=words, urgency=urgency, duty=duty, hidden_ground=hidden_ground,
        topic=topic, request_key=request_key, signals=signals, origin=origin,
    )  # fmt: skip
    if made is None:
        return said_before(by=by, request_key=request_key)
    concern, statement = made
    to = receiver(by=by, matter=matter, duty=asked, urgency=urgency)
    at = to.place
    may_keep = mine and not related(by, concern.person_id)
    keeps = may_keep and baton_queries.step_of(by, ladder_for(at.unit.kind, clock.today()), at.unit, at.group)
    holder, step = (by, keeps) if keeps else (to.user, to.step)
    batons.open(
        by=by, subject=(KIND, concern.id), person=concern.person_id, unit=at.unit, ladder=to.ladder,
        step=step, holder=holder, due=to.due, urgent=asked.urgent, hidden=bool(hidden_ground), group=at.group,
    )  # fmt: skip
    role = step if keeps else to.role
    actions.acknowledge(statement=statement, receiver=holder, role=role, due=to.due)
    about = {"subject": (KIND, concern.id), "person": concern.person_id}
    tell(to=holder, text="baton.given", by=by, due=to.due, **about)
    return Raised(concern.id, statement.id, holder, role, to.due)


def said_before(*, by: User, request_key: uuid.UUID) -> Raised:
    """What the first click made, as its receipt says."""
    statement = said_with(request_key, viewer=by)
    if statement is None:
        assert reported(request_key, viewer=by)
        return Raised(None, None, None, "", None)
    first = statement.receipts.select_related("receiver").get(kind=Receipt.Kind.RECEIVED)
    return Raised(statement.concern_id, statement.id, first.receiver, first.role, first.due)


@transaction.atomic
def see(*, by: User, concern: uuid.UUID, version: int) -> Concern:
    """The holder has read it; from now on the clock runs to a decision."""
    row = actions.see(by=by, concern=concern, version=version)
    _receipts(by, row, Receipt.Kind.SEEN)
    _next_deadline(by, row, "decided", _("Sett."))
    return row


@transaction.atomic
def decide(
    *, by: User, concern: uuid.UUID, version: int, decision: str, reason: str, follow_up: date | None = None
) -> Concern:
    """No action (with a reason: it is closed), followed up here or case opened (with a date)."""
    row = actions.decide(
        by=by, concern=concern, version=version, decision=decision, reason=reason, follow_up=follow_up
    )
    follows = decision != Decision.NO_ACTION
    _receipts(by, row, Receipt.Kind.DECIDED, followed_up=follows)
    baton = _baton(by, row)
    if follow_up is not None and follows:
        batons.reschedule(by=by, baton=baton, due=_within(row, follow_up), reason=reason or _("Følges opp."))
    else:
        batons.close(by=by, baton=baton)
    return row


@transaction.atomic
def pass_on(
    *,
    by: User,
    concern: uuid.UUID,
    version: int,
    to: User,
    reason: str,
    unit: Unit | None = None,
    processing: str = "",
    exception: str = "",
) -> Concern:
    """Within the unit it is given, at once. To another it is offered: ``by`` holds it until it is accepted.

    To another unit, two questions are answered and recorded: the ground for processing, and the exception
    from confidentiality (``consent.queries.check_ground``); InputError without.
    """
    row = Concern.objects.select_related("person").get(id=concern)
    baton = _baton(by, row)
    if related(to, row.person_id):
        raise InputError(_("Foresatte og ungdommen selv kan ikke få ansvaret."), column="to")
    given = unit is None or unit.id == baton.unit_id
    details = {"given": given}
    answer_by = due("answered", row.urgency, closures(baton.unit_id))
    if not given:
        assert unit is not None
        if not may_leave(row):
            raise InputError(
                _("Adressen er strengt fortrolig. Uroen kan ikke sendes ut av skolen."), column="unit"
            )
        _check_sharing(unit, processing, exception, row)
        details |= {"unit": str(unit.id), "processing": processing, "exception": exception}
    first = row.seen_at is None
    row = actions.pass_on(by=by, concern=concern, version=version, to=to, reason=reason, details=details)
    if first:
        _receipts(by, row, Receipt.Kind.SEEN)
    if given:
        batons.give(by=by, baton=baton, to=to, reason=reason)
    else:
        batons.offer(by=by, baton=baton, to=to, reason=reason, due=answer_by, unit=unit)
    return row


@transaction.atomic
def accept(*, by: User, concern: uuid.UUID) -> Concern:
    """The one who was asked takes it: theirs from now on, to decide within the deadline."""
    row = Concern.objects.get(id=concern)
    baton = _baton(by, row)
    row = actions.answered(by=by, concern=concern, accepts=True)
    batons.accept(by=by, baton=baton)
    _next_deadline(by, row, "decided", _("Tatt imot."))
    return row


@transaction.atomic
def decline(*, by: User, concern: uuid.UUID, reason: str) -> Concern:
    """The one who was asked says no, and why; the holder has it still, and decides anew."""
    row = Concern.objects.get(id=concern)
    baton = _baton(by, row)
    row = actions.answered(by=by, concern=concern, accepts=False, reason=reason)
    batons.decline(by=by, baton=baton, reason=reason)
    return row


@transaction.atomic
def take(*, by: User, concern: uuid.UUID, reason: str = "") -> Concern:
    """Somebody else on the ladder, or who leads the unit, takes it over; it is seen, and theirs to decide."""
    baton = baton_queries.of((KIND, concern), viewer=by)
    if baton is None:
        raise Concern.DoesNotExist
    # The leader of another agency sees it only when it is theirs.
    batons.take(by=by, baton=baton, reason=reason)
    row = Concern.objects.get(id=concern)
    first = row.seen_at is None
    row = actions.taken(by=by, concern=concern, version=row.version, reason=reason)
    if first:
        _receipts(by, row, Receipt.Kind.SEEN)
    _next_deadline(by, row, "decided", _("Tatt over."))
    return row


@transaction.atomic
def close(*, by: User, concern: uuid.UUID, version: int, outcome: str, text: str = "") -> Concern:
    """The holder says what came of it, and nobody need react any more."""
    row = actions.close(by=by, concern=concern, version=version, outcome=outcome, text=text)
    _receipts(by, row, Receipt.Kind.CLOSED, followed_up=True)
    batons.close(by=by, baton=_baton(by, row))
    return row


@transaction.atomic
def reopen(*, by: User, concern: uuid.UUID, version: int) -> Concern:
    """Undo a closing the same day; the one who closed it holds it again."""
    row = Concern.objects.select_related("unit", "group").get(id=concern)
    follow_up = due("followed_up", row.urgency, closures(row.unit_id))
    unit = row.unit if baton_queries.rests(by.id, row.unit_id) else _last_unit(row)
    row = actions.reopen(by=by, concern=concern, version=version, follow_up=follow_up)
    group = row.group if unit.id == row.unit_id else None
    batons.open(
        by=by, subject=(KIND, row.id), person=row.person_id, unit=unit, holder=by, due=follow_up,
        urgent=duties()[row.duty].urgent, hidden=bool(row.hidden_ground), group=group,
    )  # fmt: skip
    _receipts(by, row, Receipt.Kind.REOPENED, followed_up=True)
    return row


@transaction.atomic
def join_signals(*, by: User, concern: uuid.UUID, signals: Iterable[uuid.UUID], text: str) -> bool:
    """New signals about the same young person; whether any was new. The holder is told by the page itself."""
    return actions.join_signals(by=by, concern=concern, signals=signals, text=text) is not None


def _baton(by: User, row: Concern) -> Baton:
    found = baton_queries.of((KIND, row.id), viewer=by)
    if found is None:
        raise Concern.DoesNotExist
    return found


def _last_unit(row: Concern) -> Unit:
    last = (
        Baton.objects.filter(subject_kind=KIND, subject_id=row.id).select_related("unit").latest("closed_at")
    )
    return last.unit


def _next_deadline(by: User, row: Concern, stage: str, reason: str) -> None:
    baton = _baton(by, row)
    batons.reschedule(by=by, baton=baton, due=due(stage, row.urgency, closures(baton.unit_id)), reason=reason)


def _within(row: Concern, follow_up: date) -> date:
    if follow_up > due("longest", row.urgency, closures(row.unit_id)):
        raise InputError(_("Datoen er for langt fram."), column="follow_up")
    return follow_up


def _check_sharing(unit: Unit, processing: str, exception: str, row: Concern) -> None:
    if row.person_id is None:
        return
    if duties()[row.duty].urgent:
        raise InputError(_("Skolemiljø er rektors plikt, og blir på skolen."), column="unit")
    for kind, chosen in (("processing", processing), ("exception", exception)):
        check_ground(kind, chosen, unit=unit, person=row.person_id, column=kind)


def _receipts(by: User, row: Concern, kind: str, followed_up: bool | None = None) -> None:
    """To each who said something, in the room's own rows; and a message that there is news.

    The message leads to what they said, which is theirs to read; not to the concern, which may not be.
    """
    role = role_of(by, Place(row.unit, row.group, row.person))
    texts = {Receipt.Kind.SEEN: "concern.seen", Receipt.Kind.CLOSED: "concern.closed"}
    for receipt in actions.receipts(by=by, concern=row, kind=kind, role=role, followed_up=followed_up):
        text = texts.get(kind, "concern.decided")
        tell(to=User(id=receipt.to_id), text=text, by=by, subject=("statement", receipt.statement_id))
