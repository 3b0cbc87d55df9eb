"""What is under way around a young person besides concerns: the plan, mappings, talks and what the family has written,
in one question.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, DateTimeField, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from tettpaa.access import reads
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.cases.clarification.models import Clarification
from tettpaa.cases.letters.models import Thread
from tettpaa.cases.letters.rules import label
from tettpaa.cases.mapping.models import Mapping
from tettpaa.cases.mapping.states import State
from tettpaa.cases.plan.models import Plan
from tettpaa.pathway.models import YoungPerson

_NEVER = Value(None, DateTimeField())


@dataclass(frozen=True)
class Beside:
    """``kind``: plan, mapping, clarification or thread. ``ended_at``: gone through, held or answered; ``state`` says
    so in words, of a thread what it is about.
    """

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
    return _found(Q(person_id=person), Q(person_id=person), Q(pk=None))


def mine(*, viewer: User) -> list[Beside]:
    """Of a young person and a guardian: what is shown to them, mappings that they are asked to answer in, and what
    they have written.
    """
    found = _found(Q(state=State.OPEN) | Q(person_id=viewer.person_id), Q(), Q(family=viewer))
    reads.note({one.person.id for one in found})
    return found


def _found(mappings: Q, others: Q, threads: Q) -> list[Beside]:
    answered = Case(When(waits=Thread.Waits.FAMILY, then=F("last_at")), default=_NEVER)
    rows = _lines(Mapping.objects.filter(mappings), "mapping", F("state"), F("done_at")).union(
        _lines(Clarification.objects.filter(others), "clarification", F("state"), F("decided_at")),
        _lines(Plan.objects.filter(others), "plan", Value(""), _NEVER),
        _lines(Thread.objects.filter(threads), "thread", F("kind"), answered),
        all=True,
    )
    found = [
        Beside(
            kind,
            key,
            at,
            _label(kind, state, at),
            ended,
            YoungPerson(id=who, given_name=given, family_name=family),
        )
        for kind, key, at, state, ended, who, given, family in rows
    ]
    return sorted(found, key=lambda one: (one.opened_at, str(one.id)), reverse=True)


def _lines(rows: QuerySet, kind: str, state: Combinable, ended: Combinable) -> QuerySet:
    named = {"what": Value(kind), "stands": state, "ended": ended}
    named |= {"given": F("person__given_name"), "surname": F("person__family_name")}
    columns = ("what", "id", "opened_at", "stands", "ended", "person_id", "given", "surname")
    return rows.order_by().annotate(**named).values_list(*columns)


def _label(kind: str, state: str, at: datetime) -> str:
    if kind == "thread":
        return label(state, at)
    labels = {"mapping": State, "clarification": Clarification.State}
    return str(labels[kind](state).label) if kind in labels else ""
