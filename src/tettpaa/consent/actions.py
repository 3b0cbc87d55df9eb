"""Give and register a consent, withdraw it, warn before it ends; and write down what was told on another ground.

Each is one transaction with its audit event. PermissionDenied with the reason, InputError for what is left out.
"""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tettpaa.access.decide import demand
from tettpaa.access.refresh import refresh
from tettpaa.access.words import written
from tettpaa.accounts.models import User
from tettpaa.audit.record import record
from tettpaa.consent import queries
from tettpaa.consent.access import KIND, Asked
from tettpaa.consent.models import Consent, Disclosure, Paper, Warned, Withdrawal
from tettpaa.consent.rules import LONGEST, bits, hidden_grounds, latest, purposes, said_by, sharing_grounds
from tettpaa.consent.states import Giver, Way
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.notify.actions import tell
from tettpaa.organisations.models import Unit
from tettpaa.pathway.models import YoungPerson
from tettpaa.pathway.queries import family_of


@transaction.atomic
def give(
    *, by: User, person: uuid.UUID, unit: uuid.UUID, purpose: str, topics: Iterable[str], last: date,
    request_key: uuid.UUID,
) -> Consent:  # fmt: skip
    """The young person, or a guardian for them, says yes on their own page. The key once."""
    row, chosen = YoungPerson.objects.get(id=person), list(topics)
    giver = said_by(chosen, row.born)
    demand(by, "consent.give", Asked(row, giver))
    return _made(
        by, row, unit, purpose, chosen, last, giver=giver, way=Way.PAGE, name=by.name, note="",
        request_key=request_key,
    )  # fmt: skip


@transaction.atomic
def register(
    *, by: User, person: uuid.UUID, unit: uuid.UUID, purpose: str, topics: Iterable[str], last: date, way: str,
    giver: str, name: str, note: str, request_key: uuid.UUID, paper: tuple[str, bytes] | None = None,
) -> Consent:  # fmt: skip
    """Staff write down a yes that was said on paper or in a talk; ``paper`` is (kind, content), already checked.

    The young person is told. InputError if they are too young, or old enough, for who said it.
    """
    demand(by, "consent.register", person)
    row, chosen = YoungPerson.objects.get(id=person), list(topics)
    if way not in (Way.PAPER, Way.TALK):
        raise InputError(_("Velg hvordan det ble sagt."), column="way")
    if paper and way != Way.PAPER:
        raise InputError(_("Et skannet ark hører til et samtykke på papir."), column="paper")
    needed = said_by(chosen, row.born)
    if giver != needed:
        told = {
            Giver.YOUNG: _("Ungdommen er gammel nok til å bestemme dette selv."),
            Giver.GUARDIAN: _("Ungdommen er for ung til å bestemme dette alene. En foresatt må si ja."),
        }
        raise InputError(told[Giver(needed)], column="giver")
    if way == Way.TALK and not note.strip():
        raise InputError(_("Skriv når dere snakket, og hva som ble sagt."), column="note")
    who = row.name if giver == Giver.YOUNG else _said(name, _("Skriv hvem som sa ja."), "name", 200)
    made = _made(
        by, row, unit, purpose, chosen, last, giver=giver, way=way, name=who, note=note.strip()[:LONGEST],
        request_key=request_key,
    )  # fmt: skip
    if paper and not Paper.objects.filter(consent=made).exists():
        Paper(id=uuid.uuid4(), consent=made, person=row, kind=paper[0], content=paper[1]).save(
            force_insert=True
        )
    return made


@transaction.atomic
def withdraw(*, by: User, consent: uuid.UUID) -> Consent:
    """From now on it lets nobody see; who saw, and the young person, are told. Nothing happens the second time."""
    row = Consent.objects.select_related("unit", "person").get(id=consent)
    demand(by, "consent.withdraw", row)
    if Withdrawal.objects.filter(consent=row).exists() or row.last < clock.today():
        return row
    concerned = _concerned(row)
    Withdrawal(id=uuid.uuid4(), consent=row, person_id=row.person_id, at=clock.now(), by=by).save(
        force_insert=True
    )
    refresh(persons=[row.person_id])
    _event(by, row, "withdrawn")
    for user in concerned - {by.id}:
        tell(to=User(id=user), text="consent.withdrawn", by=by, subject=("", row.id), person=row.person_id)
    return row


@transaction.atomic
def warn(*, by: User) -> int:
    """Tell of consents that end within the days of their purpose, once each; returns how many."""
    demand(by, "consent.warn")
    today, told = clock.today(), 0
    ahead = timedelta(days=max(one.warn for one in purposes().values()))
    rows = Consent.objects.filter(last__range=(today, today + ahead), withdrawal=None, warned=None)
    for row in rows.select_related("person").order_by("last", "id"):
        if row.purpose not in purposes() or (row.last - today).days > purposes()[row.purpose].warn:
            continue
        Warned(id=uuid.uuid4(), consent=row, person_id=row.person_id, on=today).save(force_insert=True)
        for user in _concerned(row):
            tell(
                to=User(id=user), text="consent.ends", by=by, subject=(KIND, row.id), person=row.person_id,
                last=row.last,
            )  # fmt: skip
        _event(by, row, "warned", last=row.last.isoformat())
        told += 1
    return told


@transaction.atomic
def disclose(
    *, by: User, person: uuid.UUID, unit: uuid.UUID | None, receiver: str, exception: str, processing: str,
    conditions: Iterable[str], reason: str, given: str, hidden_ground: str, day: date, request_key: uuid.UUID,
) -> Disclosure:  # fmt: skip
    """Write down that something was told to ``unit`` or to a ``receiver`` outside. The key once.

    InputError unless every condition of the paragraph is confirmed, and it reaches that kind of unit.
    """
    demand(by, "disclosure.record", person)
    if before := Disclosure.objects.filter(by=by, request_key=request_key).first():
        return before
    place = Unit.objects.filter(id=unit).first() if unit else None
    if (place is None) == (not receiver.strip()):
        raise InputError(_("Velg én mottaker: en enhet, eller skriv hvem."), column="receiver")
    kind = place.kind if place else "outside"
    ground = next((one for one in sharing_grounds("exception", kind) if one.code == exception), None)
    if ground is None or ground.by_consent:
        raise InputError(_("Dette grunnlaget gjelder ikke for mottakeren."), column="exception")
    if missing := set(ground.conditions) - set(conditions):
        said = " ".join(f"«{ground.conditions[code]}»" for code in sorted(missing))
        raise InputError(_("Alt dette må stemme: %(said)s") % {"said": said}, column="exception")
    if processing not in {one.code for one in sharing_grounds("processing", kind)}:
        raise InputError(_("Velg hva som gjør det lovlig å behandle opplysningene."), column="processing")
    if hidden_ground and hidden_ground not in hidden_grounds():
        raise InputError(_("Velg en av grunnene."), column="hidden_ground")
    if day > clock.today():
        raise InputError(_("Datoen kan ikke være fram i tid."), column="day")
    row = Disclosure(
        id=uuid.uuid4(), person_id=person, unit=place, receiver=receiver.strip()[:120], exception=exception,
        processing=processing, conditions=sorted(ground.conditions), day=day, hidden_ground=hidden_ground,
        reason=_said(reason, _("Skriv hvorfor det var nødvendig."), "reason"),
        given=_said(given, _("Skriv hva dere fortalte."), "given"), by=by, at=clock.now(), request_key=request_key,
    )  # fmt: skip
    row.save(force_insert=True)
    record(
        by=by.id, verb="disclosure.recorded", subject=("disclosure", row.id), person=person, exception=exception,
        unit=str(unit or ""), hidden=bool(hidden_ground),
    )  # fmt: skip
    if not hidden_ground:
        for user in queries.readers_at_home(row.person_id):
            tell(
                to=User(id=user),
                text="disclosure.recorded",
                by=by,
                subject=("disclosure", row.id),
                person=person,
            )
    return row


def _made(
    by: User, person: YoungPerson, unit: uuid.UUID, purpose: str, topics: list[str], last: date, *, giver: str,
    way: str, name: str, note: str, request_key: uuid.UUID,
) -> Consent:  # fmt: skip
    if before := Consent.objects.filter(by=by, request_key=request_key).first():
        return before
    asked = purposes().get(purpose)
    if asked is None:
        raise InputError(_("Velg hva det gjelder."), column="purpose")
    place = Unit.objects.filter(id=unit, kind__in=asked.to).first()
    if place is None:
        raise InputError(_("Velg hvem som skal få se."), column="unit")
    if not topics or set(topics) - set(asked.topics):
        raise InputError(_("Kryss av for minst én ting."), column="topics")
    if not clock.today() <= last <= latest(asked):
        raise InputError(_("Så lenge kan det ikke gjelde."), column="last")
    row = Consent(
        id=uuid.uuid4(), person=person, unit=place, purpose=purpose, topics=int(bits(topics)), first=clock.today(),
        last=last, giver=giver, name=name, way=way, language=(get_language() or "nb")[:2], note=note, by=by,
        at=clock.now(), request_key=request_key,
    )  # fmt: skip
    row.save(force_insert=True)
    refresh(persons=[person.id])
    _event(by, row, "given", unit=str(place.id), topics=sorted(topics), last=last.isoformat(), way=way)
    lets_in = queries.let_in(row.id)
    for user in _concerned(row) - {by.id}:
        text = "consent.given" if user in lets_in else "consent.registered"
        tell(to=User(id=user), text=text, by=by, subject=(KIND, row.id), person=person.id)
    return row


def _concerned(row: Consent) -> set[uuid.UUID]:
    """Whom it lets in today, who registered it, and the one who gave it: the young person, or the family."""
    home = queries.readers_at_home(row.person_id)
    if row.giver == Giver.YOUNG:
        home = set(User.objects.filter(person_id=row.person_id).values_list("id", flat=True))
    registered = {row.by_id} - family_of(row.person_id)
    return queries.let_in(row.id) | home | registered


def _said(text: str, lacking: str, column: str, longest: int = LONGEST) -> str:
    return written(text, lacking, column, longest)


def _event(by: User, row: Consent, verb: str, **codes: object) -> None:
    record(by=by.id, verb=f"{KIND}.{verb}", subject=(KIND, row.id), person=row.person_id, **codes)
