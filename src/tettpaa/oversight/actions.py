"""Ask about a read, answer, look at what was unusual; and find what is (``find``)."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tettpaa.access.decide import demand
from tettpaa.accounts.models import Membership, User
from tettpaa.accounts.queries import holders_of
from tettpaa.accounts.roles import leading
from tettpaa.audit.record import record
from tettpaa.baton import actions as batons
from tettpaa.baton import queries as baton_queries
from tettpaa.baton.rules import deadline, ladder_for
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.notify.actions import tell
from tettpaa.organisations.models import Unit
from tettpaa.organisations.queries import closures, with_parents
from tettpaa.oversight.models import Question, Unusual
from tettpaa.oversight.queries import Line
from tettpaa.oversight.rules import KIND, LONGEST_WORDS
from tettpaa.oversight.unusual import find
from tettpaa.pathway.models import Enrolment
from tettpaa.pathway.queries import family_of

__all__ = ("answer", "ask", "find", "look")


@transaction.atomic
def ask(*, by: User, person: uuid.UUID, line: Line, words: str, request_key: uuid.UUID) -> uuid.UUID:
    """Why was this read? To who leads the unit through which it was, never the one who read it; the key once.

    InputError if nobody can answer; PermissionDenied for who is not the family.
    """
    demand(by, "read.ask", person)
    if before := Question.objects.filter(asked_by=by, request_key=request_key).first():
        return before.id
    if len(words) > LONGEST_WORDS:
        raise InputError(_("Teksten er for lang."), column="words")
    at, leader = _leader(_unit(line, person), line.actor_id, person)
    top = ladder_for(at.kind, clock.today()).top
    due = deadline(clock.today(), top.days, closures(at.id))
    row = Question(
        id=uuid.uuid4(), person_id=person, read_id=line.id, reader_id=line.actor_id, read_at=line.at,
        sections=int(line.sections), ground=line.ground, role=line.role, place=line.place, unit=at,
        receiver=leader, due=due, asked_by=by, asked_at=clock.now(), words=words.strip(), request_key=request_key,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "question_once" not in str(error):
            raise
        return Question.objects.get(asked_by=by, request_key=request_key).id
    # About nobody: who answers needs no sight of the young person, and gets none by it.
    subject = (KIND, row.id)
    batons.open(by=by, subject=subject, person=None, unit=at, step=top.code, holder=leader, due=due)
    tell(to=leader, text="question.asked", by=by, subject=subject, due=due)
    _event(by, row, "asked", read=str(line.id))
    return row.id


@transaction.atomic
def answer(*, by: User, question: uuid.UUID, words: str) -> Question:
    """By who has it; the one who asked is told, and reads the words."""
    row = Question.objects.get(id=question)
    demand(by, "read.answer", row)
    words = words.strip()
    if not words:
        raise InputError(_("Skriv et svar."), column="words")
    if len(words) > LONGEST_WORDS:
        raise InputError(_("Teksten er for lang."), column="words")
    baton = baton_queries.of((KIND, row.id), viewer=by)
    Question.objects.filter(id=question).update(answer=words, answered_by=by, answered_at=clock.now())
    batons.close(by=by, baton=baton)
    tell(to=User(id=row.asked_by_id), text="question.answered", by=by, subject=(KIND, row.id))
    _event(by, row, "answered")
    return row


@transaction.atomic
def look(*, by: User, unusual: uuid.UUID, note: str = "") -> Unusual:
    """Mark as looked at, once; Unusual.DoesNotExist for one of another's unit."""
    demand(by, "unusual.look")
    if len(note) > LONGEST_WORDS:
        raise InputError(_("Teksten er for lang."), column="note")
    row = Unusual.objects.get(id=unusual)
    fresh = Unusual.objects.filter(id=unusual, looked_at=None)
    if fresh.update(looked_by=by, looked_at=clock.now(), note=note.strip()):
        record(
            by=by.id, verb="unusual.looked", subject=("unusual", row.id), person=row.person_id, rule=row.code
        )
    return row


def _unit(line: Line, person: uuid.UUID) -> Unit:
    """Where the reader's ground lay; else where the young person is."""
    member = Membership.objects.filter(id=line.source_id).select_related("unit").first()
    if member is None:
        works = Membership.objects.filter(user_id=line.actor_id).select_related("unit")
        member = works.order_by("-first", "id").first()
    if member:
        return member.unit
    place = Enrolment.objects.filter(person_id=person).select_related("unit").order_by("-first", "id").first()
    if place is None:
        raise InputError(_("Ingen svarer for dette her."), remedy=_("Ring skolen eller fylkeskommunen."))
    return place.unit


def _leader(unit: Unit, reader: uuid.UUID, person: uuid.UUID) -> tuple[Unit, User]:
    """Who leads it, else who leads the one above: neither the one who read it nor family."""
    kept_out = {reader, *family_of(person)}
    for level in with_parents(unit.id):
        for role in leading():
            for user in holders_of(role, unit=level.id):
                if user.id not in kept_out:
                    return level, user
    raise InputError(
        _("Ingen svarer for %(unit)s.") % {"unit": unit.name}, remedy=_("Ring skolen eller fylkeskommunen.")
    )


def _event(by: User, row: Question, verb: str, **codes: Any) -> None:
    record(by=by.id, verb=f"{KIND}.{verb}", subject=(KIND, row.id), person=row.person_id, **codes)
