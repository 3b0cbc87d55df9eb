"""What is under way around a young person besides concerns: the plan, mappings and talks, in one question."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import DateTimeField, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from tettpaa.access import reads
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.cases.clarification.models import Clarification
from tettpaa.cases.mapping.models import Mapping
from tettpaa.cases.mapping.states import State
from tettpaa.cases.plan.models import Plan
from tettpaa.pathway.models import YoungPerson

_NEVER = Value(None, DateTimeField())


@dataclass(frozen=True)
class Beside:
    """``kind``: plan, mapping or clarification. ``ended_at``: gone through or held; ``state`` says so in words."""

    kind: str
    id: uuid.UUID
    opened_at: datetime
    state: str
    ended_at: datetime | None
    person: YoungPerson

    @property
    def open(self) -> bool:
        return self.ended_at is None


def beside(person: uuid.UUID, *, viewer: User) -> list[Beside]:
    """What staff may see of it, the latest first."""
    reads.note([person], Topic.BASIC | Topic.CONCERNS)
    return _found(Q(person_id=person), Q(person_id=person))


def mine(*, viewer: User) -> list[Beside]:
    """Of a young person and a guardian: what is shown to them, and mappings that they are asked to answer in."""
    found = _found(Q(state=State.OPEN) | Q(person_id=viewer.person_id), Q())
    reads.note({one.person.id for one in found})
    return found


def _found(mappings: Q, others: Q) -> list[Beside]:
    rows = _lines(Mapping.objects.filter(mappings), "mapping", F("state"), F("done_at")).union(
        _lines(Clarification.objects.filter(others), "clarification", F("state"), F("decided_at")),
        _lines(Plan.objects.filter(others), "plan", Value(""), _NEVER),
        all=True,
    )
    found = [
        Beside(
            kind,
            key,
            at,
            _label(kind, state),
            ended,
            YoungPerson(id=who, given_name=given, family_name=family),
        )
        for kind, key, at, state, ended, who, given, family in rows
    ]
    return sorted(found, key=lambda one: (one.opened_at, str(one.id)), reverse=True)


def _lines(rows: QuerySet, kind: str, state: Combinable, ended: Combinable) -> QuerySet:
    named = {"kind": Value(kind), "stands": state, "ended": ended}
    named |= {"given": F("person__given_name"), "family": F("person__family_name")}
    columns = ("kind", "id", "opened_at", "stands", "ended", "person_id", "given", "family")
    return rows.order_by().annotate(**named).values_list(*columns)


def _label(kind: str, state: str) -> str:
    labels = {"mapping": State, "clarification": Clarification.State}
    return str(labels[kind](state).label) if kind in labels else ""
