"""However people come, move, leave, grow up, say yes and take it back, the database shows each of them the young
people and the concerns that ``tests/access/oracle.py`` says, on any day; and sight that followed each change differs
from sight made anew by 0.
"""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.access import consents
from tests.access.oracle import World, rows
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import Hat, Membership
from tettpaa.accounts.roles import roles
from tettpaa.baton.models import Baton
from tettpaa.cases.models import Concern
from tettpaa.consent.models import Consent, Withdrawal
from tettpaa.kit import clock
from tettpaa.pathway.models import Enrolment, Guardian, YoungPerson

START = date(2026, 11, 23)
TABLES = (
    "accounts_hat", "accounts_membership", "accounts_user", "baton_baton", "cases_concern", "consent_consent",
    "consent_withdrawal", "organisations_unit", "pathway_enrolment", "pathway_guardian", "pathway_youngperson",
)  # fmt: skip
UNITS = ("fjordvik", "solvik", "nav", "county")
GROUPS = {None: None, "1BAA": "fjordvik", "1STA": "solvik"}
STAFF = ("kari", "ingrid", "per", "rita", "sven", "noor", "cato", "dina")
USERS = (*STAFF, "lise", "gunn", "jonas_self", "elias_self")
YOUNG = ("jonas", "amina", "elias")
DAYS = st.integers(-120, 500).map(lambda days: START + timedelta(days=days))
BORN = st.one_of(
    st.none(),
    st.integers(-90, 400).map(lambda days: date(2008, 11, 23) + timedelta(days=days)),
    st.sampled_from((date(2008, 2, 29), date(2008, 11, 23), date(2008, 11, 24))),
)
SPAN = st.tuples(DAYS, st.one_of(st.none(), st.integers(0, 300)))


def one(*told: object) -> st.SearchStrategy:
    return st.sampled_from(told)


CHANGES = st.one_of(
    st.tuples(
        st.just("member"),
        one(*STAFF),
        one(*roles()),
        one(*UNITS),
        one(*GROUPS),
        SPAN,
        st.booleans(),
    ),
    st.tuples(st.just("leave"), one(*STAFF), DAYS),
    st.tuples(st.just("place"), one(*YOUNG), one("fjordvik", "solvik"), one(*GROUPS), SPAN),
    st.tuples(st.just("move"), one(*YOUNG), one("fjordvik", "solvik"), DAYS),
    st.tuples(st.just("family"), one(*USERS[:10]), one(*YOUNG)),
    st.tuples(st.just("born"), one(*YOUNG), BORN),
    st.tuples(
        st.just("consent"),
        one(*YOUNG),
        one(*UNITS),
        one("job", "next_school", "expert"),
        SPAN,
        st.sampled_from(("young", "guardian")),
        st.integers(0, 15).map(lambda bits: 2 * bits | 1),
    ),
    st.tuples(st.just("withdraw"), one(*YOUNG), DAYS),
    st.tuples(st.just("hat"), one("noor", "dina"), one("nav", "fjordvik", "solvik"), st.booleans()),
    st.tuples(
        st.just("concern"),
        one(*YOUNG, None),
        one("fjordvik", "solvik"),
        one(8, 32),
        st.booleans(),
        one(*USERS),
        one(*STAFF),
        one(None, *STAFF),
        st.booleans(),
    ),
)
HISTORY = st.lists(CHANGES, min_size=3, max_size=12)
LOOKS = st.lists(DAYS, min_size=1, max_size=2)


class Changes:
    """What can happen, each with the recomputation that its verb asks for and no more."""

    def __init__(self, house: House) -> None:
        self.house = house

    def member(self, who: str, role: str, unit: str, group: str | None, span: Any, deputy: bool) -> None:
        first, days = span
        user = self.house.users[who]
        other = Membership.objects.exclude(user=user).order_by("first", "id").first()
        Membership.objects.get_or_create(
            user=user, unit=self.house.units[unit], group=self.house.groups.get(group or ""), role=role, first=first,
            defaults={
                "id": uuid.uuid4(), "last": None if days is None else first + timedelta(days=days),
                "deputy_for": other if deputy else None,
            },
        )  # fmt: skip
        refresh(users=[user.id])

    def leave(self, who: str, last: date) -> None:
        user = self.house.users[who]
        Membership.objects.filter(user=user, first__lte=last).update(last=last)
        refresh(users=[user.id])

    def place(self, name: str, unit: str, group: str | None, span: Any) -> None:
        person, (first, days) = self.house.young[name], span
        there = self.house.groups.get(group or "") if GROUPS[group] == unit else None
        Enrolment.objects.get_or_create(
            person=person, unit=self.house.units[unit], group=there, first=first,
            defaults={
                "id": uuid.uuid4(), "level": "vg1",
                "last": None if days is None else first + timedelta(days=days),
            },
        )  # fmt: skip
        refresh(persons=[person.id])

    def move(self, name: str, unit: str, on: date) -> None:
        """To another school: the old places end the day before."""
        person = self.house.young[name]
        Enrolment.objects.filter(person=person, first__lt=on).update(last=on - timedelta(days=1))
        self.place(name, unit, None, (on, None))

    def family(self, who: str, name: str) -> None:
        person = self.house.young[name]
        Guardian.objects.get_or_create(
            person=person, user=self.house.users[who],
            defaults={"id": uuid.uuid4(), "given_name": "G", "family_name": "T", "relation": "mor"},
        )  # fmt: skip
        refresh(persons=[person.id])

    def born(self, name: str, day: date | None) -> None:
        person = self.house.young[name]
        YoungPerson.objects.filter(id=person.id).update(born=day)
        refresh(persons=[person.id])

    def consent(self, name: str, unit: str, purpose: str, span: Any, giver: str, topics: int) -> None:
        person, (first, days) = self.house.young[name], span
        Consent(
            id=uuid.uuid4(), person=person, unit=self.house.units[unit], purpose=purpose, topics=topics, first=first,
            last=first + timedelta(days=days or 0), giver=giver, way="page", name="N", language="nb",
            by=self.house.users["jonas_self"], at=clock.now(), request_key=uuid.uuid4(),
        ).save(force_insert=True)  # fmt: skip
        refresh(persons=[person.id])

    def withdraw(self, name: str, on: date) -> None:
        """The oldest that isn't, at noon."""
        person = self.house.young[name]
        row = Consent.objects.filter(person=person, withdrawal=None).order_by("first", "id").first()
        if row:
            at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
            Withdrawal(id=uuid.uuid4(), consent=row, person=person, at=at, by=row.by).save(force_insert=True)
            refresh(persons=[person.id])

    def hat(self, who: str, unit: str, put_on: bool) -> None:
        """A NAV counsellor there too; perhaps it is what she acts as now."""
        self.member(who, "nav_counsellor", unit, None, (date(2026, 8, 1), None), False)
        user = self.house.users[who]
        if put_on:
            there = Membership.objects.filter(user=user, unit=self.house.units[unit], role="nav_counsellor")
            row = there.order_by("first", "id")[0]
            Hat(id=uuid.uuid4(), user=user, membership=row, at=clock.now()).save(force_insert=True)
            refresh(users=[user.id])

    def concern(
        self, about: str | None, unit: str, topic: int, hidden: bool, by: str, holder: str, asked: str | None,
        closed: bool,
    ) -> None:  # fmt: skip
        """With its baton; who holds it is anybody here, for sight is what is looked at."""
        person = self.house.young[about] if about else None
        at = datetime(2026, 11, 23, 12, tzinfo=UTC)
        concern = Concern(
            id=uuid.uuid4(), about="person" if person else "routine", person=person, unit=self.house.units[unit],
            duty="other", urgency="today", topic=topic, hidden_ground="violence_at_home" if hidden and person else "",
            raised_by=self.house.users[by], raised_at=at, origin_kind="statement", origin_id=uuid.uuid4(),
        )  # fmt: skip
        concern.save(force_insert=True)
        offered = self.house.users[asked] if asked and asked != holder and not closed and topic == 8 else None
        Baton(
            id=uuid.uuid4(), subject_kind="concern", subject_id=concern.id, person_id=person and person.id,
            unit=concern.unit, ladder="school", step="principal", holder=self.house.users[holder], due=START,
            opened_at=at, closed_at=at if closed else None, urgent=topic == 32, hidden=bool(concern.hidden_ground),
            moved_by_id=concern.raised_by_id, offered_to=offered, offered_by=offered and concern.raised_by,
            offer_due=offered and START,
        ).write(new=True)  # fmt: skip
        if person:
            refresh(persons=[person.id])


def differences(day: date) -> list[tuple]:
    """(user, table, row) that the database and the oracle do not agree on, that day."""
    world, found = World.read(day, *TABLES), []
    for user in world.tables["accounts_user"]:
        if user["username"] not in USERS:
            continue
        allowed = {
            "pathway_youngperson": {
                row["id"]
                for row in world.tables["pathway_youngperson"]
                if "basic" in world.topics(user, row["id"])
            },
            "cases_concern": {row["id"] for row in world.tables["cases_concern"] if world.concern(user, row)},
            "baton_baton": {row["id"] for row in world.tables["baton_baton"] if world.baton(user, row)},
            "consent_consent": {
                row["id"] for row in world.tables["consent_consent"] if consents.consent(world, user, row)
            },
        }
        with acting_as(user["id"]):
            for table, ids in allowed.items():
                seen = {row["id"] for row in rows(table)}
                found += [(user["username"], table, row) for row in seen ^ ids]
    return found


@pytest.fixture
def changes(house: House) -> Changes:
    house.user("dina")
    house.guardian("gunn", "elias")
    house.user("elias_self", kind="young", person_id=house.young["elias"].id)
    refresh()
    return Changes(house)


@settings(
    max_examples=120,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(history=HISTORY, looks=LOOKS)
def test_sight_is_as_the_oracle_says_on_any_day(changes: Changes, history: list, looks: list[date]) -> None:
    with transaction.atomic():
        for what, *told in history:
            getattr(changes, what)(*told)
            assert refresh() == 0, what
        for day in {START, *looks}:
            with clock.frozen(day):
                assert differences(day) == []
        transaction.set_rollback(True)
