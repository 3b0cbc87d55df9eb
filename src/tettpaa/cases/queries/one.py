"""One concern: what was said, who has it, what has happened, and what the viewer can do next."""

import uuid
from dataclasses import dataclass
from datetime import date

from tettpaa.access import reads
from tettpaa.access.decide import decide
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import SYSTEM, current_memberships
from tettpaa.baton import queries as batons
from tettpaa.baton.models import Baton
from tettpaa.baton.rules import step_codes
from tettpaa.cases import rules
from tettpaa.cases.access import KIND, may_leave, related
from tettpaa.cases.models import Concern, Statement
from tettpaa.cases.queries.places import Place, placed
from tettpaa.cases.queries.told import Spoken, spoken
from tettpaa.cases.states import Decision, Outcome, State, Verb
from tettpaa.consent.rules import hidden_grounds
from tettpaa.organisations.models import Unit
from tettpaa.organisations.queries import closures


@dataclass(frozen=True)
class Choice:
    """Something that can be done with it; when not allowed, ``reason`` says why."""

    verb: Verb
    allowed: bool
    reason: str


@dataclass(frozen=True)
class Detail:
    """What the page of a concern shows. ``baton`` is None when it is closed.

    ``place`` is the name of its unit, empty for who may not know where the young person is. ``follow_up_by`` and
    ``follow_up_latest`` are the date proposed and the last that can be chosen; ``hidden`` is the ground for
    keeping guardians out, in words (empty: they are not).
    """

    concern: Concern
    who: str
    place: str
    duty: rules.Duty
    spoken: list[Spoken]
    baton: Baton | None
    choices: list[Choice]
    hidden: str
    decisions: list[Decision]
    outcomes: list[Outcome]
    follow_up_by: date
    follow_up_latest: date

    @property
    def next(self) -> Choice | None:
        """The one thing to do next, if there is anything the viewer can do."""
        return next((choice for choice in self.choices if choice.allowed), None)

    def may(self, verb: str) -> bool:
        return any(choice.verb == verb and choice.allowed for choice in self.choices)


def concern(concern_id: uuid.UUID, *, viewer: User) -> Detail:
    """Concern.DoesNotExist for whoever may not see it: the page says 404, as for one that isn't there."""
    found = Concern.objects.select_related("unit", "group", "person").annotate(placed=placed(viewer))
    row = found.get(id=concern_id)
    _note(row)
    baton = batons.of((KIND, row.id), viewer=viewer)
    duty = rules.duties(row.raised_at.date())[row.duty]
    closed = closures(row.unit_id)
    return Detail(
        concern=row,
        who=Place(row.unit, row.group, row.person).who,
        place=row.unit.name if row.placed else "",
        duty=duty,
        spoken=spoken(row.id, viewer=viewer),
        baton=baton,
        choices=choices(row, baton, viewer=viewer),
        hidden=str(hidden_grounds()[row.hidden_ground]) if row.hidden_ground else "",
        decisions=[Decision(code) for code in duty.decisions],
        outcomes=[one for one in Outcome if one != Outcome.NO_ACTION],
        follow_up_by=rules.due("followed_up", row.urgency, closed),
        follow_up_latest=rules.due("longest", row.urgency, closed),
    )


def choices(row: Concern, baton: Baton | None, *, viewer: User) -> list[Choice]:
    """In the order in which they matter; what the state rules out is not there."""
    if baton is None:
        found = decide(viewer, "concern.reopen", row)
        return [Choice(Verb.REOPEN, found.allowed, found.reason)] if row.state == State.CLOSED else []
    if baton.offered_to_id == viewer.id:
        offered = decide(viewer, "concern.answer", row)
        return [Choice(verb, offered.allowed, offered.reason) for verb in (Verb.ACCEPT, Verb.DECLINE)]
    if baton.holder_id != viewer.id:
        taken = decide(viewer, "baton.take", baton)
        return [Choice(Verb.TAKE, taken.allowed, taken.reason)]
    wanted = {
        State.RAISED: (Verb.SEE, Verb.DECIDE, Verb.PASS_ON),
        State.SEEN: (Verb.DECIDE, Verb.PASS_ON),
        State.DECIDED: (Verb.CLOSE, Verb.DECIDE, Verb.PASS_ON),
    }
    if row.decision == Decision.PASSED_ON and row.state == State.DECIDED:
        wanted[State.DECIDED] = (Verb.DECIDE, Verb.PASS_ON, Verb.CLOSE)
    found_all = [(verb, decide(viewer, f"concern.{verb}", row)) for verb in wanted[State(row.state)]]
    return [Choice(verb, found.allowed, found.reason) for verb, found in found_all]


def open_from_signals(person: uuid.UUID, *, viewer: User) -> uuid.UUID | None:
    """The person's open concern that came from signals, which new ones join."""
    found = Concern.objects.filter(person_id=person, origin_kind="signal").exclude(state=State.CLOSED)
    return found.order_by("raised_at", "id").values_list("id", flat=True).first()


def receivers_for(concern_id: uuid.UUID, *, viewer: User, unit: uuid.UUID) -> list[User]:
    """Whom at the unit it can be passed on to: those on its ladder, but the viewer and close family."""
    row = Concern.objects.get(id=concern_id)
    found = current_memberships().filter(unit_id=unit, role__in=step_codes()).exclude(user=viewer)
    users = dict.fromkeys(m.user for m in found.order_by("user__name_key", "user_id"))
    return [user for user in users if not related(user, row.person_id)]


def units_for(concern_id: uuid.UUID, *, viewer: User) -> list[Unit]:
    """Units it can be passed on to: its own first; only that, when the law keeps it there."""
    row = Concern.objects.select_related("unit", "person").annotate(placed=placed(viewer)).get(id=concern_id)
    if rules.duties()[row.duty].urgent:
        return []
    if not may_leave(row):
        return [row.unit]
    kinds = ("school", "nav_office", "follow_up_service", "training_office", "ppt_office", "health_station")
    found = Unit.objects.filter(kind__in=kinds).order_by("kind", "name_key")
    if not row.placed:
        return list(found)  # which of them is its own is not for the viewer to know
    return [row.unit, *found.exclude(id=row.unit_id)]


def statements_of(row: Concern) -> list[Statement]:
    """What people said themselves: not the signals that joined, nor what the system told."""
    return list(row.statements.filter(signals=[]).exclude(author_id=SYSTEM))


def _note(row: Concern) -> None:
    """That somebody read it is as hidden as the concern itself, whatever else the page shows of the person."""
    reads.note([row.person_id], Topic.BASIC | row.topic)
    if row.hidden_ground and row.person_id:
        reads.in_secret(row.person_id)
