"""Lets the invented county live: rules switched on, concerns under way, so that each page shows something.

Everything goes through the same verbs as in earnest, by the cast, on earlier working days.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from tettpaa.access.acting import acting_as
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.cases.access import Matter
from tettpaa.cases.states import About, Outcome
from tettpaa.cases.states import Decision as Decided
from tettpaa.demo.cast import member
from tettpaa.identification import actions as signals
from tettpaa.identification import queries as found
from tettpaa.kit import clock
from tettpaa.kit.workdays import is_working_day
from tettpaa.organisations.models import Group
from tettpaa.pathway.models import YoungPerson
from tettpaa.workflows import concerns, react
from tettpaa.workflows.identify import identify_now

RULES = {
    "warning-of-no-mark": "Varsel etter § 9-7 skal alltid følges opp.",
    "several-signs": "Flere tegn samtidig, vedtatt i IKO-nettverket.",
    "mondays-and-fridays": "Prøves ut dette skoleåret.",
    "absence-limit-near": "Rekker å snu før grensen.",
}
_KEYS = uuid.UUID("5bd3c5a8-6f3e-4f0e-9d6a-7d1f53f0c7aa")


def switch_rules_on(today: date) -> None:
    """The county coordinator switches a few rules on, whose load is known; then the book is run again."""
    with _as("sigrid-aune") as by:
        for rule, reason in RULES.items():
            signals.switch(rule=rule, on=True, from_date=today, reason=reason, by=by)
    with acting_as(SYSTEM, "tettpaa_system"):
        identify_now(by=system(), as_of=today)


def bring_to_life(*, today: date) -> None:
    """Seven concerns in all states, one of them over its deadline, one offered to another agency."""
    switch_rules_on(today)
    with _on(_before(today, 7)):
        _say("kari-moe", _young("jonas-bergli"), "Borte fire mandager på rad. Svarer ikke når jeg ringer.")
    with _on(_before(today, 2)):
        _say(
            "tone-vik", _young("amina-yusuf"),
            "Hun har sluttet å komme til lunsj med de andre, og gråt i garderoben tirsdag.",
        )  # fmt: skip
    with _on(_before(today, 5)):
        elias = _say("ola-strand", _young("elias-nordvik"), "Kommer uten bøker, og sover i timene.")
    with _on(_before(today, 4)):
        _follow_up("ingrid-solberg", elias, "Samtale med Elias og kontaktlæreren.", clock.today())
    with _on(_before(today, 9)):
        _closed("ingrid-solberg")
    with _on(_before(today, 1)):
        group = Group.objects.filter(code="1BAA", school__name="Fjordvik videregående skole")
        newest = group.order_by("-school_year").first()
        assert newest is not None, "the invented county has a 1BAA"
        _say(
            "kari-moe",
            Matter(About.CLASS, newest.id),
            "Halve klassen er borte på mandager. Timeplanen?",
        )
    _take_up("ingrid-solberg", "sara-lien")


def _closed(counsellor: str) -> None:
    said = _say("ola-strand", _young("elias-nordvik"), "Vil bytte fag, og vet ikke hvem han skal spørre.")
    _follow_up(counsellor, said, "Byttet ordnes denne uka.", clock.today())
    with _as(counsellor) as by:
        row = _row(said)
        concerns.close(
            by=by, concern=said, version=row.version, outcome=Outcome.ARRANGED, text="Faget er byttet."
        )


def _take_up(counsellor: str, young: str) -> None:
    with _as(counsellor) as by:
        person = _young(young).id
        new = [row.id for row in found.of_person(person, viewer=by) if row.state == "new"]
        if new:
            react.take_up(by=by, signals=new)


def _say(who: str, matter: Matter, words: str) -> uuid.UUID:
    with _as(who) as by:
        raised = concerns.raise_concern(
            by=by, matter=matter, words=words, urgency="this_week", duty="other",
            request_key=uuid.uuid5(_KEYS, words),
        )  # fmt: skip
    assert raised.concern is not None
    return raised.concern


def _follow_up(who: str, concern: uuid.UUID, reason: str, on: date) -> None:
    with _as(who) as by:
        concerns.take(by=by, concern=concern)
        row = _row(concern)
        concerns.decide(
            by=by,
            concern=concern,
            version=row.version,
            decision=Decided.FOLLOW_UP,
            reason=reason,
            follow_up=on,
        )


def _row(concern: uuid.UUID):
    from tettpaa.cases.models import Concern

    return Concern.objects.get(id=concern)


def _young(name: str) -> Matter:
    one = member(name)
    with acting_as(SYSTEM, "tettpaa_system"):
        people = YoungPerson.objects.filter(given_name=one.given_name, family_name=one.family_name)
        person = people.get(enrolments__group__code=one.group, enrolments__last__isnull=True)
    return Matter(About.PERSON, person.id)


@contextmanager
def _as(name: str) -> Iterator[User]:
    with acting_as(SYSTEM, "tettpaa_system"):
        user = User.objects.get(username=name)
    with acting_as(user.id):
        yield user


@contextmanager
def _on(day: date) -> Iterator[None]:
    with clock.frozen(day):
        yield


def _before(day: date, working_days: int) -> date:
    while working_days:
        day = date.fromordinal(day.toordinal() - 1)
        working_days -= is_working_day(day)
    return day
