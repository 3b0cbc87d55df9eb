"""Begin a mapping, ask others, answer, write together, go through it; and a county's new version of a question.

Each is one transaction with its audit event. StaleWrite if somebody was first, with both texts; PermissionDenied
with the reason; InputError for what is left out.
"""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tettpaa.access.decide import demand
from tettpaa.access.queries import who_sees
from tettpaa.accounts.models import User
from tettpaa.audit.record import record
from tettpaa.baton import actions as batons
from tettpaa.baton import queries as baton_queries
from tettpaa.baton.rules import ladder_for
from tettpaa.cases.access import Matter
from tettpaa.cases.mapping import queries
from tettpaa.cases.mapping.access import KIND
from tettpaa.cases.mapping.models import Answer, Asked, Draft, FactorVersion, Mapping
from tettpaa.cases.mapping.rules import LANGUAGES, LEVELS, LONGEST, factors, topic_of
from tettpaa.cases.mapping.states import Level, State
from tettpaa.cases.queries.places import Place, place_of, role_of
from tettpaa.cases.rules import due
from tettpaa.cases.states import About, Urgency
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.notify.actions import tell
from tettpaa.organisations.queries import closures
from tettpaa.pathway import queries as pathway


@transaction.atomic
def open_mapping(*, by: User, person: uuid.UUID, request_key: uuid.UUID) -> Mapping:
    """Whoever begins it sees to it, if they are on the unit's ladder; else the first there. The key once."""
    demand(by, "mapping.open", person)
    if before := Mapping.objects.filter(opened_by=by, request_key=request_key).first():
        return before
    if open_one := Mapping.objects.filter(person_id=person, state=State.OPEN).first():
        return open_one
    place = place_of(Matter(About.PERSON, person), by)
    row = Mapping(
        id=uuid.uuid4(), person_id=person, unit=place.unit, level=_level(person, by, place), opened_by=by,
        opened_at=clock.now(), request_key=request_key,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # two began at once: the one who was second joins the first
        return Mapping.objects.get(person_id=person, state=State.OPEN)
    ladder = ladder_for(place.unit.kind, clock.today())
    step = baton_queries.step_of(by, ladder, place.unit, place.group)
    last = due("mapped", Urgency.THIS_WEEK, closures(place.unit.id))
    baton = batons.open(
        by=by, subject=(KIND, row.id), person=person, unit=place.unit, group=place.group, due=last,
        holder=by if step else None, step=step,
    )  # fmt: skip
    if baton.holder_id != by.id:
        tell(to=baton.holder, text="baton.given", by=by, subject=(KIND, row.id), person=person, due=last)
    _event(by, row, "opened", level=row.level)
    return row


@transaction.atomic
def ask(*, by: User, mapping: uuid.UUID, user: uuid.UUID) -> None:
    """Ask somebody who knows the young person already to answer too; they are told. Twice is once."""
    row = Mapping.objects.get(id=mapping)
    demand(by, "mapping.write", row)
    known = {one.user.id: one.user for one in who_sees(row.person_id, viewer=by)}
    if user not in known:
        raise InputError(_("Velg en som kjenner ungdommen."), column="user")
    if Asked.objects.filter(mapping=row, user_id=user).exists():
        return
    Asked.objects.create(
        id=uuid.uuid4(), mapping=row, person_id=row.person_id, user_id=user, asked_by=by, at=clock.now()
    )
    tell(to=known[user], text="mapping.asked", by=by, subject=(KIND, row.id), person=row.person_id)
    _event(by, row, "asked", user=str(user))


@transaction.atomic
def keep(
    *, by: User, mapping: uuid.UUID, words: dict[str, str], version: int, for_young: bool = False
) -> int:
    """What is being written, for the writer alone; returns the new version."""
    row = Mapping.objects.select_related("unit").get(id=mapping)
    demand(by, "mapping.answer", row)
    return _draft(by, row, _clean(row, words), version, for_young)


@transaction.atomic
def answer(
    *, by: User, mapping: uuid.UUID, words: dict[str, str], version: int, for_young: bool = False
) -> None:
    """Send: each answer is read by those who see its topic. An empty one takes back what was there."""
    row = Mapping.objects.select_related("unit").get(id=mapping)
    demand(by, "mapping.answer", row)
    if for_young and by.kind != "staff":
        raise InputError(_("Skriv med egne ord."))
    said = _clean(row, words)
    _draft(by, row, {}, version, for_young, mine=said)
    role = role_of(by, Place(row.unit, None, None))
    before = {a.factor: a for a in Answer.objects.filter(mapping=row, author=by, for_young=for_young)}
    changed = []
    for one in _guide(row):
        text, was = said.get(one.code, ""), before.get(one.code)
        if text == (was.words if was else ""):
            continue
        changed.append(one.code)
        if was:
            Answer.objects.filter(id=was.id).update(words=text, at=clock.now())
        else:
            Answer.objects.create(
                id=uuid.uuid4(), mapping=row, person_id=row.person_id, author=by, role=role, for_young=for_young,
                factor=one.code, topic=int(topic_of(one, role)), words=text, at=clock.now(),
            )  # fmt: skip
    _event(by, row, "answered", factors=changed, for_young=for_young)


@transaction.atomic
def write(
    *,
    by: User,
    mapping: uuid.UUID,
    version: int,
    strengths: str,
    agreed: str,
    shown: bool,
    done: bool = False,
) -> Mapping:
    """What was written together; ``done``: it has been gone through, and nobody need see to it any more."""
    row = Mapping.objects.select_related("written_by").get(id=mapping)
    demand(by, "mapping.write", row)
    mine = {"strengths": strengths.strip(), "agreed": agreed.strip(), "shown": shown}
    if row.version != version:
        raise StaleWrite(row, mine)
    for column in ("strengths", "agreed"):
        if len(mine[column]) > LONGEST:
            raise InputError(_("Teksten er for lang."), column=column)
    if done and not mine["agreed"]:
        raise InputError(_("Skriv hva dere ble enige om."), column="agreed")
    more = {"state": State.DONE, "done_at": clock.now()} if done else {}
    fresh = Mapping.objects.filter(id=mapping, version=version)
    if not fresh.update(version=F("version") + 1, written_by=by, written_at=clock.now(), **mine, **more):
        raise StaleWrite(Mapping.objects.get(id=mapping), mine)
    row = Mapping.objects.get(id=mapping)
    if done:
        batons.close(by=by, baton=baton_queries.of((KIND, row.id), viewer=by))
    _event(by, row, "done" if done else "written", shown=shown)
    return row


@transaction.atomic
def change_question(
    *, by: User, level: str, code: str, number: int, title: dict[str, str], ask: dict[str, str], used: bool,
    reason: str,
) -> FactorVersion:  # fmt: skip
    """A new version of one question for the county, from now on; what has begun keeps the one it began with."""
    demand(by, "catalogue.edit")
    page, unit = queries.question(level, code, viewer=by), queries.county()
    if page is None or unit is None:
        raise InputError(_("Det er ikke noe slikt spørsmål."), column="code")
    given = {"title": title, "ask": ask, "used": used, "reason": reason.strip()}
    if not given["reason"]:
        raise InputError(_("Skriv hvorfor."), column="reason")
    for name, texts in (("title", title), ("ask", ask)):
        if missing := [one for one in LANGUAGES if not texts.get(one, "").strip()]:
            raise InputError(_("Skriv teksten på alle tre språkene."), column=f"{name}_{missing[0]}")
    if page.factor.number != number:
        raise StaleWrite(page.versions[0], given)
    row = FactorVersion(
        id=uuid.uuid4(),
        unit=unit,
        level=Level(level),
        code=code,
        number=number + 1,
        by=by,
        at=clock.now(),
        **given,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "factor_version_once" not in str(error):
            raise
        raise StaleWrite(
            FactorVersion.objects.filter(level=level, code=code).latest("number"), given
        ) from None
    record(
        by=by.id, verb="catalogue.changed", subject=("factor_version", row.id), person=None, code=code, level=level,
        number=row.number,
    )  # fmt: skip
    return row


def _draft(
    by: User,
    row: Mapping,
    words: dict[str, str],
    version: int,
    for_young: bool,
    mine: dict[str, str] | None = None,
) -> int:
    """Write the draft if nobody (the same one, elsewhere) has since ``version``; 0 is before anything was written."""
    yours = {"words": words if mine is None else mine}
    old = Draft.objects.filter(mapping=row, author=by, for_young=for_young).first()
    if (old.version if old else 0) != version:
        raise StaleWrite(old, yours)
    if old is None:
        fresh = Draft(
            id=uuid.uuid4(), mapping=row, person_id=row.person_id, author=by, for_young=for_young, words=words,
            at=clock.now(),
        )  # fmt: skip
        try:
            with transaction.atomic():
                fresh.save(force_insert=True)
        except IntegrityError as error:
            if "draft_once" not in str(error):
                raise
            raise StaleWrite(Draft.objects.get(mapping=row, author=by, for_young=for_young), yours) from None
        return 1
    same = Draft.objects.filter(id=old.id, version=version)
    if not same.update(words=words, at=clock.now(), version=F("version") + 1):
        raise StaleWrite(Draft.objects.get(id=old.id), yours)
    return version + 1


def _guide(row: Mapping) -> list[Any]:
    changes = queries.changes_until(row.level, row.opened_at)
    return [one for one in factors(row.level, queries.day_of(row.opened_at), changes) if one.used]


def _clean(row: Mapping, words: dict[str, str]) -> dict[str, str]:
    """Only what is asked; InputError for what is too long."""
    codes = {one.code for one in _guide(row)}
    said = {code: text.replace("\r\n", "\n").strip() for code, text in words.items() if code in codes}
    for code, text in said.items():
        if len(text) > LONGEST:
            raise InputError(_("Teksten er for lang."), column=code)
    return said


def _level(person: uuid.UUID, by: User, place: Place) -> str:
    """Of where they go now; outside of everything, the guide of upper secondary."""
    if place.unit.kind == "kindergarten":
        return Level.KINDERGARTEN
    here = [one for one in pathway.enrolments(person, viewer=by) if one.unit_id == place.unit.id]
    return LEVELS.get(here[0].level if here else "", Level.UPPER_SECONDARY)


def _event(by: User, row: Mapping, verb: str, **codes: Any) -> None:
    record(by=by.id, verb=f"{KIND}.{verb}", subject=(KIND, row.id), person=row.person_id, **codes)
