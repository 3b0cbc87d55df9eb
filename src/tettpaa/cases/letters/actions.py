"""Write the first letter of a thread, and the next."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from tettpaa.access.decide import demand
from tettpaa.access.words import written
from tettpaa.accounts.models import User
from tettpaa.audit.record import record
from tettpaa.baton import actions as batons
from tettpaa.baton import queries as baton_queries
from tettpaa.baton.rules import deadline, ladder_for
from tettpaa.cases.access import Matter
from tettpaa.cases.letters.access import KIND
from tettpaa.cases.letters.models import Letter, Thread
from tettpaa.cases.letters.rules import LONGEST, kinds
from tettpaa.cases.queries.places import place_of
from tettpaa.cases.states import About
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.notify.actions import tell
from tettpaa.organisations.models import Group
from tettpaa.organisations.queries import closures


@transaction.atomic
def begin(*, by: User, person: uuid.UUID, kind: str, words: str, request_key: uuid.UUID) -> Thread:
    """The family writes to those who follow up; or these to the young person. The key once.

    InputError if the young person has no user of their own to read it.
    """
    demand(by, "letter.begin", person)
    if before := Letter.objects.filter(by=by, request_key=request_key).select_related("thread").first():
        return before.thread
    if kind not in kinds(clock.today()) or (by.kind == "staff" and kind != "message"):
        raise InputError(_("Velg hva det gjelder."), column="kind")
    place = place_of(Matter(About.PERSON, person), by)
    staff = by.kind == "staff"
    row = Thread(
        id=uuid.uuid4(), person_id=person, family=_own_user(person) if staff else by, kind=kind, unit=place.unit,
        opened_by=by, opened_at=clock.now(), last_at=clock.now(),
        waits=Thread.Waits.FAMILY if staff else Thread.Waits.STAFF,
    )  # fmt: skip
    row.save(force_insert=True)
    _write(by, row, words, request_key, place.group, first=True)
    return row


@transaction.atomic
def reply(*, by: User, thread: uuid.UUID, words: str, request_key: uuid.UUID) -> Letter:
    """The next letter; who had to answer has done so, and who waits is told. The key once."""
    row = Thread.objects.select_for_update(of=("self",)).select_related("unit").get(id=thread)
    if before := Letter.objects.filter(by=by, request_key=request_key).first():
        return before
    demand(by, "letter.write", row)
    group = baton_queries.group_of(row.person_id, row.unit, clock.today())
    return _write(by, row, words, request_key, group, first=False)


def _write(by: User, row: Thread, words: str, key: uuid.UUID, group: Group | None, *, first: bool) -> Letter:
    made = Letter(
        id=uuid.uuid4(), thread=row, person_id=row.person_id, by=by, at=clock.now(), request_key=key,
        words=written(words, _("Skriv noe først."), "words", LONGEST),
    )  # fmt: skip
    made.save(force_insert=True)
    staff_had = row.waits == Thread.Waits.STAFF and not first
    waits = Thread.Waits.STAFF if by.id == row.family_id else Thread.Waits.FAMILY
    Thread.objects.filter(id=row.id).update(waits=waits, last_at=made.at)
    if waits == Thread.Waits.FAMILY:
        if staff_had:
            batons.close(by=by, baton=baton_queries.of((KIND, row.id), viewer=by))
        to = User(id=row.family_id)  # a guardian's log-in isn't for staff to see
        tell(to=to, text="letter.answered", by=by, subject=(KIND, row.id), person=row.person_id)
    elif not staff_had:  # else the one who has to answer has it already
        _hand(by, row, group)
    record(by=by.id, verb=f"{KIND}.written", subject=(KIND, row.id), person=row.person_id, kind=row.kind)
    return made


def _hand(by: User, row: Thread, group: Group | None) -> None:
    """From now on somebody has to answer."""
    kind = kinds(row.opened_at.astimezone(clock.OSLO).date())[row.kind]
    due = deadline(clock.today(), kind.days, closures(row.unit_id))
    step = ladder_for(row.unit.kind, clock.today()).top.code if kind.to == "top" else None
    subject = (KIND, row.id)
    baton = batons.open(
        by=by, subject=subject, person=row.person_id, unit=row.unit, group=group, step=step, due=due
    )
    tell(to=baton.holder, text="letter.asked", by=by, subject=subject, person=row.person_id, due=due)


def _own_user(person: uuid.UUID) -> User:
    found = User.objects.filter(person_id=person, is_active=True).first()
    if found is None:
        raise InputError(
            _("Ungdommen har ingen innlogging som du kan skrive til."),
            column="words",
            remedy=_("Ring eller snakk sammen."),
        )
    return found
