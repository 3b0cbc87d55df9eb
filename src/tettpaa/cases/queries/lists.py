"""Lists of concerns: the inbox, one young person's, and what the viewer has said."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from tettpaa.access import reads
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.baton import queries as batons
from tettpaa.baton.models import Baton
from tettpaa.cases.access import KIND
from tettpaa.cases.models import Concern, Receipt, Statement
from tettpaa.cases.queries.openings import Opening, first_said, opening
from tettpaa.cases.queries.places import Place, day, placed, role_label
from tettpaa.cases.rules import duties
from tettpaa.cases.states import Decision, State, Verb
from tettpaa.kit import clock


@dataclass(frozen=True)
class InboxRow:
    """One line of "Å gjøre": about whom, why it is here, until when, and the one next thing to do.

    ``kind`` is what it is, as batons call it: a concern unless told; ``concern_id`` is its id.
    """

    concern_id: uuid.UUID
    person_id: uuid.UUID | None
    who: str
    group: str
    sentence: str
    due: date
    overdue: bool
    state: str
    verb: Verb
    urgent: bool
    offered: bool
    opening: Opening | None
    kind: str = KIND


@dataclass(frozen=True)
class Said:
    """Something the viewer said, and what they have been told about it since.

    ``concern_id`` only if they may see the concern itself.
    """

    statement_id: uuid.UUID
    at: datetime
    who: str
    words: str
    receipts: list[tuple[datetime, str]]
    concern_id: uuid.UUID | None


def for_inbox(*, viewer: User) -> list[InboxRow]:
    """What the viewer holds or is asked to take, the most pressing first."""
    held = {baton.subject_id: baton for baton in batons.mine(viewer=viewer) if baton.subject_kind == KIND}
    found = Concern.objects.filter(id__in=held).select_related("unit", "group", "person")
    found = found.annotate(first_said=first_said(), placed=placed(viewer))
    _note(found)
    rows = [_row(concern, held[concern.id], viewer) for concern in found]
    return sorted(rows, key=lambda row: (not row.urgent, row.due, row.who, str(row.concern_id)))


def of_person(person_id: uuid.UUID, *, viewer: User) -> list[Concern]:
    """The person's concerns that the viewer may see, open ones first, then the latest."""
    found = list(
        Concern.objects.filter(person_id=person_id).select_related("unit").order_by("-raised_at", "id")
    )
    _note(found)
    return sorted(found, key=lambda concern: concern.state == State.CLOSED)


def raised_by_me(*, viewer: User) -> list[Said]:
    """What the viewer has said themselves, latest first."""
    # What was decided, where one may see the concern: null if not.
    decision = Concern.objects.filter(id=OuterRef("concern_id")).values("decision")
    rows = list(
        Statement.objects.filter(author=viewer, signals=[])
        .annotate(decision=Subquery(decision))
        .select_related("unit", "group", "person", "restricted")
        .order_by("-at", "id")
    )
    # Whether it is hidden, one who said it may not be able to see.
    reads.note((row.person_id for row in rows if row.person), kept=True)
    told: dict[uuid.UUID, list[Receipt]] = {}
    for receipt in Receipt.objects.filter(to=viewer).select_related("receiver"):
        told.setdefault(receipt.statement_id, []).append(receipt)
    return [
        Said(
            row.id, row.at, _named(row), row.restricted.words if row.topic else row.words,
            [(r.at, receipt_sentence(r, row.decision)) for r in told.get(row.id, ())],
            None if row.decision is None else row.concern_id,
        )
        for row in rows
    ]  # fmt: skip


def receipt_sentence(receipt: Receipt, decision: str | None) -> str:
    """What the receipt says; with the decision itself only if the reader may see the concern (None: they may not)."""
    words = {"role": role_label(receipt.role).capitalize()}
    if receipt.kind == Receipt.Kind.RECEIVED:
        words |= {"who": receipt.receiver.name, "role": words["role"].lower(), "due": day(receipt.due)}
        return _("%(who)s (%(role)s) har det, og skal se på det senest %(due)s.") % words
    if receipt.kind == Receipt.Kind.SEEN:
        return _("%(role)s har sett det du sa fra om.") % words
    if receipt.kind == Receipt.Kind.REOPENED:
        return _("%(role)s følger det opp igjen.") % words
    if receipt.kind == Receipt.Kind.CLOSED:
        return _("%(role)s har fulgt det opp og avsluttet.") % words
    if decision:
        words["what"] = str(Decision(decision).label)
        return _("%(role)s har bestemt: %(what)s.") % words
    if receipt.followed_up:
        return _("%(role)s har sett på det, og det blir fulgt opp.") % words
    return _("%(role)s har sett på det, og det blir ikke fulgt opp videre nå.") % words


def _note(concerns: Iterable[Concern]) -> None:
    """That somebody read them is as hidden as the concerns themselves."""
    for concern in concerns:
        reads.note([concern.person_id], Topic.BASIC | concern.topic, kept=bool(concern.hidden_ground))


def _row(concern: Concern, baton: Baton, viewer: User) -> InboxRow:
    offered = baton.offered_to_id == viewer.id
    due = baton.offer_due if offered else baton.due
    group = baton.group.code if baton.group and concern.placed else ""
    return InboxRow(
        concern.id, concern.person_id, Place(concern.unit, concern.group, concern.person).who,
        group, _why(concern, baton, offered), due, due < clock.today(), concern.state,
        _next(concern, baton, offered), baton.urgent, offered, opening(concern.first_said),
    )  # fmt: skip


def _next(concern: Concern, baton: Baton, offered: bool) -> Verb:
    if offered:
        return Verb.ACCEPT
    if concern.state == State.RAISED:
        return Verb.SEE
    followed = concern.decision in (Decision.FOLLOW_UP, Decision.CASE_OPENED)
    return Verb.CLOSE if concern.state == State.DECIDED and followed else Verb.DECIDE


def _why(concern: Concern, baton: Baton, offered: bool) -> str:
    title = str(duties()[concern.duty].title)
    if offered:
        return _("%(who)s spør om du kan ta imot.") % {"who": baton.offered_by.name}
    if concern.state == State.RAISED:
        return _("Noen har sagt fra: %(what)s.") % {"what": title[:1].lower() + title[1:]}
    if concern.state == State.SEEN:
        return _("Bestem hva som skal skje.")
    if baton.offered_to_id:
        return _("Venter på svar fra %(who)s.") % {"who": baton.offered_to.name}
    if concern.decision == Decision.PASSED_ON:
        return _("Ingen tok imot. Bestem hva som skal skje.")
    return _("Se hvordan det går.")


def _named(row: Statement) -> str:
    """Who it was about; a young person whom the author can't see any longer has no name here."""
    if row.person_id is None:
        return Place(row.unit, row.group, None).who
    return row.person.name if row.person else _("en ungdom")
