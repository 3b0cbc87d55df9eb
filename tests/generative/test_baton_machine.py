"""Random histories of batons: people raise, offer, answer, take, give, close, leave and stand in; days go by,
and the worker is down for a while.

After each step the database's own constraints are asked and the promise is counted: every open baton has one
holder who is there and no close family, and one deadline, none is lost, no stranger reaches one.
"""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any
from unittest.mock import patch

from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.baton.steps import as_user, checked
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import Membership, User
from tettpaa.accounts.queries import SYSTEM, current_memberships, system
from tettpaa.accounts.roles import leading
from tettpaa.baton import actions
from tettpaa.baton.models import Baton
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.pathway.models import Guardian, YoungPerson
from tettpaa.workflows import promise
from tettpaa.workflows.membership import appoint_deputy, end_membership, start_membership

STAFF = ("kari", "tom", "ingrid", "per", "rita", "noor", "nils", "dina", "dag")
STRANGERS = ("sven", "synne", "lise", "jonas_self", "ada", "ola")
ANYBODY = st.sampled_from(STAFF * 2 + STRANGERS)
HOLDER = st.one_of(st.just("holder"), st.just("holder"), ANYBODY)
ASKED = st.one_of(st.just("asked"), st.just("asked"), ANYBODY)
MANY = st.integers(0, 1_000_000)
REFUSALS = (PermissionDenied, InputError, StaleWrite, Baton.DoesNotExist)


class Batons(RuleBasedStateMachine):
    house: House

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        # Keys decide between equals, so a history can be run again only with the same keys.
        chance = Random(1)
        self.keys = patch("uuid.uuid4", lambda: uuid.UUID(int=chance.getrandbits(128), version=4))
        self.keys.start()
        self.day = date(2026, 11, 23)
        self.scanned = True
        self.turn = 0
        self.open: set[uuid.UUID] = set()
        self.closed: set[uuid.UUID] = set()

    def teardown(self) -> None:
        try:
            for name in STRANGERS:
                self.sees_none(name)
            with clock.frozen(self.day), acting_as(SYSTEM, "tettpaa_system"):
                assert refresh() == 0, "sight has followed every move"
        finally:
            self.keys.stop()
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    # What people do

    @initialize(some=st.lists(st.sampled_from(("jonas", "amina", None)), min_size=2, max_size=4))
    def begin(self, some: list[str | None]) -> None:
        for about in some:
            self.raise_one("ingrid", about, False)

    @rule(
        by=st.sampled_from(("tom", "ingrid", "rita", "lise", "jonas_self")),
        about=st.sampled_from(("jonas", "amina", None)),
        urgent=st.booleans(),
    )
    def raise_one(self, by: str, about: str | None, urgent: bool) -> None:
        if about and not self.knows(by, about):
            return  # the database refuses it (tests/access)
        made = self.act(
            by, actions.open, subject=("probe", uuid.uuid4()), unit=self.house.units["fjordvik"],
            urgent=urgent, person=self.house.young[about].id if about else None,
        )  # fmt: skip
        assert made is not None
        self.open.add(made.id)

    @precondition(lambda self: self.open)
    @rule(which=MANY, by=HOLDER, to=st.sampled_from(STAFF))
    def offer(self, which: int, by: str, to: str) -> None:
        before = self.pick(which)
        by = self.name(before, by)
        if self.move(before, by, actions.offer, to=self.house.users[to], reason="Kan du?"):
            assert not before.urgent
            assert self.answers_for(before, by)

    @precondition(lambda self: self.open)
    @rule(which=MANY, by=HOLDER, to=st.sampled_from(STAFF))
    def give(self, which: int, by: str, to: str) -> None:
        before = self.pick(which)
        by = self.name(before, by)
        if done := self.move(before, by, actions.give, to=self.house.users[to], reason="Ta den."):
            assert not before.urgent
            assert self.answers_for(before, by)
            assert done.holder_id == self.house.users[to].id

    @precondition(lambda self: any(row.offered_to_id for row in self.rows()))
    @rule(which=MANY, by=ASKED, yes=st.booleans())
    def answer(self, which: int, by: str, yes: bool) -> None:
        before = self.pick(which, offered=True)
        by = self.name(before, by)
        verb, told = (actions.accept, {}) if yes else (actions.decline, {"reason": "Nei."})
        if self.move(before, by, verb, **told):
            assert before.offered_to_id == self.house.users[by].id

    @precondition(lambda self: self.open)
    @rule(which=MANY, by=ANYBODY)
    def take_over(self, which: int, by: str) -> None:
        before = self.pick(which)
        if done := self.move(before, by, actions.take):
            assert before.holder_id != self.house.users[by].id
            assert done.holder_id == self.house.users[by].id
            assert self.is_at(before, by)

    @precondition(lambda self: self.open)
    @rule(which=MANY, by=HOLDER, days=st.integers(-3, 90))
    def set_a_deadline(self, which: int, by: str, days: int) -> None:
        before = self.pick(which)
        by = self.name(before, by)
        due = self.day + timedelta(days)
        if self.move(before, by, actions.reschedule, due=due, reason="Møte."):
            assert due >= self.day
            assert self.answers_for(before, by)

    @precondition(lambda self: self.open)
    @rule(which=MANY, by=HOLDER, again=st.booleans())
    def close(self, which: int, by: str, again: bool) -> None:
        before = self.pick(which)
        by = self.name(before, by)
        if done := self.move(before, by, actions.close):
            assert self.answers_for(before, by)
            self.open.remove(done.id)
            self.closed.add(done.id)
            if again:
                assert self.move(done, by, actions.close) is None

    @precondition(lambda self: self.open)
    @rule(which=MANY)
    def write_what_is_stale(self, which: int) -> None:
        before = self.pick(which)
        before.version -= 1
        assert self.move(before, self.name(before, "holder"), actions.close) is None

    # Who comes and goes

    @rule(who=st.sampled_from(STAFF), in_days=st.integers(-2, 5))
    def leave(self, who: str, in_days: int) -> None:
        for membership in self.memberships(who):
            last = max(self.day + timedelta(in_days), membership.first)
            self.run(end_membership, by=system(), membership=membership, last=last)
            # What was ended on a past day took sight and batons with it now; on a day to come, the scan does.

    @rule(
        who=st.sampled_from(("kari", "ingrid", "per", "rita", "nils")),
        back=st.booleans(),
        days=st.integers(0, 9),
    )
    def come(self, who: str, back: bool, days: int) -> None:
        """Somebody new in the role, or a deputy for a time."""
        user = self.house.users["dina" if days % 2 else "dag"]
        mine = self.memberships(who)
        last = self.day + timedelta(days)
        if mine and not back:
            self.run(appoint_deputy, by=system(), membership=mine[0], user=user, last=last)
        elif not mine:
            was = Membership.objects.filter(user=self.house.users[who]).order_by("first", "id")[0]
            self.run(
                start_membership,
                by=system(),
                user=self.house.users[who],
                unit=was.unit,
                group=was.group,
                role=was.role,
            )

    # What time does

    @rule(days=st.sampled_from((1, 1, 2, 3, 5, 20)), worker=st.sampled_from((True, True, False)))
    def days_go_by(self, days: int, worker: bool) -> None:
        self.day += timedelta(days)
        self.scanned = False
        if worker:
            self.run(actions.climb)
            assert self.run(actions.climb) == 0, "a second scan finds nothing"
            self.scanned = True

    # What must always be so

    @invariant()
    def the_promise_is_kept(self) -> None:
        with clock.frozen(self.day):
            found = promise.check()
        assert found.open == len(self.open)
        assert (found.without_deadline, found.doubled) == (0, 0)
        if self.scanned:
            assert found.without_holder == 0

    @invariant()
    def no_family_holds_one(self) -> None:
        amina, per = self.house.young["amina"].id, self.house.users["per"].id
        assert not Baton.objects.filter(person_id=amina, holder_id=per).exists()
        assert not Baton.objects.filter(person_id=amina, offered_to_id=per).exists()

    @invariant()
    def none_is_lost_and_none_comes_back(self) -> None:
        with clock.frozen(self.day), acting_as(SYSTEM, "tettpaa_system"):
            rows = Baton.objects.in_bulk(self.open | self.closed)
        assert {row.id for row in rows.values() if row.closed_at is None} == self.open
        assert {row.id for row in rows.values() if row.closed_at} == self.closed

    @invariant()
    def no_stranger_sees_one(self) -> None:
        """One of them at each step, in turn, and all of them at the end."""
        self.turn += 1
        self.sees_none(STRANGERS[self.turn % len(STRANGERS)])

    def sees_none(self, name: str) -> None:
        with clock.frozen(self.day), acting_as(self.house.users[name].id):
            assert not Baton.objects.exists(), name

    # Means

    def act(self, by: str, action: Callable[..., Any], **told: Any) -> Any:
        """What came of it, or None if it was refused."""
        try:
            with clock.frozen(self.day):
                return as_user(self.house.users[by], action, **told)
        except REFUSALS:
            return None

    def move(self, before: Baton, by: str, action: Callable[..., Any], **told: Any) -> Baton | None:
        """As ``act``; what was refused changed nothing, and strangers are always refused."""
        version = Baton.objects.values_list("version", flat=True).get(id=before.id)
        done = self.act(by, action, baton=before, **told)
        after = Baton.objects.get(id=before.id)
        assert (after.version > version) == (done is not None)
        assert done is None or before.version == version
        assert done is None or by not in STRANGERS
        assert not (after.urgent and after.offered_to_id)
        return done

    def run(self, workflow: Callable[..., Any], **told: Any) -> Any:
        try:
            with clock.frozen(self.day), acting_as(SYSTEM, "tettpaa_system"):
                done = workflow(**told)
                checked()
                return done
        except InputError:
            return None

    def pick(self, which: int, offered: bool = False) -> Baton:
        rows = self.rows()
        rows = [row for row in rows if offered and row.offered_to_id] or rows
        return rows[which % len(rows)]

    def rows(self) -> list[Baton]:
        return list(Baton.objects.filter(id__in=self.open).select_related("unit").order_by("opened_at", "id"))

    def name(self, baton: Baton, by: str) -> str:
        """Whose turn it is; a name stands for itself."""
        who = {"holder": baton.holder_id, "asked": baton.offered_to_id or baton.holder_id}.get(by)
        return User.objects.get(id=who).username if who else by

    def memberships(self, who: str) -> list[Membership]:
        with clock.frozen(self.day):
            return list(current_memberships().filter(user=self.house.users[who]).order_by("first", "id"))

    def knows(self, who: str, about: str) -> bool:
        with clock.frozen(self.day), acting_as(self.house.users[who].id):
            return YoungPerson.objects.filter(id=self.house.young[about].id).exists()

    def is_at(self, baton: Baton, by: str) -> bool:
        """At the unit, or answers for what is above it: the only units here are below the county."""
        return any(m.unit_id in (baton.unit_id, baton.unit.parent_id) for m in self.memberships(by))

    def answers_for(self, baton: Baton, by: str) -> bool:
        user = self.house.users[by]
        leads = any(m.unit_id == baton.unit_id and m.role in leading() for m in self.memberships(by))
        return baton.holder_id == user.id or leads


def test_random_histories_keep_the_promise(house: House) -> None:
    for name in ("dina", "dag"):
        house.user(name)
    Guardian.objects.create(
        id=uuid.uuid4(), person=house.young["amina"], user=house.users["per"], given_name="P", family_name="T",
        relation="far",
    )  # fmt: skip
    refresh()
    Batons.house = house
    run_state_machine_as_test(
        Batons,
        settings=settings(
            max_examples=30,
            stateful_step_count=50,
            deadline=None,
            database=None,
            phases=(Phase.generate,),  # a history is told as it was: to shorten one takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
