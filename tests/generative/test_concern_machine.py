"""Random histories of concerns: people say something, see, decide, pass on to NAV and the follow-up service,
answer, take over, close, open again, leave and stand in; signals join; two rows of one young person are merged
and parted; and days go by while nobody reacts. After each step the database's own constraints are asked, and the
promise counted: every open concern has one holder, who is no close family, and one deadline; none is lost, no
stranger reaches one, and no step is taken that the table of states does not have.
"""

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.cases.people import School, checked
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import Membership
from tettpaa.accounts.queries import SYSTEM, current_memberships, system
from tettpaa.baton.actions import climb
from tettpaa.baton.models import Baton
from tettpaa.baton.rules import climbs, ladders
from tettpaa.cases import queries
from tettpaa.cases.models import Concern, Receipt, Statement
from tettpaa.cases.states import TRANSITIONS, State, Verb, after
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.pathway.actions import merge, unmerge
from tettpaa.pathway.models import Guardian
from tettpaa.workflows import concerns, promise
from tettpaa.workflows.membership import appoint_deputy, end_membership, start_membership

SPEAKERS = ("tom", "kari", "ingrid", "per", "rita", "hanne", "lise", "jonas_self")
STAFF = ("kari", "tom", "ingrid", "per", "rita", "noor", "nils", "ola", "olga", "dina", "dag")
NEVER = ("sven", "synne", "ada", "lise", "jonas_self")
HEARD = ("tom", "hanne")  # work there; follow what they say themselves about its classes and routines
HANDED = ("noor", "nils", "ola", "olga")
ANYBODY = st.sampled_from(STAFF * 2 + NEVER)
MANY = st.integers(0, 1_000_000)
OFTEN = st.sampled_from((True, True, True, False))
"""Whether it is tried by the one whose turn it is; else by anybody."""
REFUSALS = (PermissionDenied, InputError, StaleWrite, Concern.DoesNotExist, Baton.DoesNotExist)
DUTIES = st.sampled_from(("other", "other", "other", "teaching", "environment", "danger", "no_mark_basis"))
SHARED = {"processing": "public_task", "exception": "other_agency_13b5"}


PHASES = (Phase.generate,)


class Concerns(RuleBasedStateMachine):
    """No rule has a precondition: what may be drawn must not hang on the database, or hypothesis can't follow."""

    house: House
    done: ClassVar[Counter[str]] = Counter()
    """How often each verb was done, in all histories together."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.school = School(self.house)
        self.day = date(2026, 11, 23)
        self.scanned = True
        self.looked = 0
        self.state: dict[uuid.UUID, State] = {}
        self.said: dict[uuid.UUID, str] = {}
        self.joined: list[tuple[uuid.UUID, str]] = []
        self.turns = 0
        self.merge: uuid.UUID | None = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    # What people do

    @initialize(who=st.lists(st.sampled_from(("jonas", "twin", "amina", "class")), min_size=2, max_size=3))
    def begin(self, who: list[str]) -> None:
        for about in who:
            self.say("tom", about, "other", "this_week", "", False)

    @rule(
        by=st.sampled_from((*SPEAKERS, "sven", "noor")),
        about=st.sampled_from(("jonas", "twin", "amina", "class", "unit")),
        duty=DUTIES,
        urgency=st.sampled_from(("today", "this_week")),
        hidden=st.sampled_from(("", "", "violence_at_home")),
        twice=st.booleans(),
    )
    def say(self, by: str, about: str, duty: str, urgency: str, hidden: str, twice: bool) -> None:
        matters = {"class": self.school.klass, "unit": self.school.routine}
        matter = matters[about]() if about in matters else self.school.person(about)
        told: dict[str, Any] = {
            "matter": matter, "words": "Noe er galt.", "urgency": urgency, "duty": duty,
            "hidden_ground": hidden, "request_key": uuid.uuid4(),
        }  # fmt: skip
        knows = self.holds(by)
        raised = self.act(by, concerns.raise_concern, **told)
        if raised is None:
            return
        assert by in SPEAKERS or knows, "nobody speaks up about one they have nothing to do with"
        assert by != "sven"
        assert raised.due >= self.day
        self.state[raised.concern] = State.RAISED
        self.said[raised.concern] = by
        if twice:
            assert self.act(by, concerns.raise_concern, **told) == raised

    @rule(which=MANY, by=ANYBODY, holder=OFTEN)
    def see(self, which: int, by: str, holder: bool) -> None:
        self.step(which, by, holder, Verb.SEE, concerns.see)

    @rule(
        which=MANY,
        by=ANYBODY,
        holder=OFTEN,
        decision=st.sampled_from(
            ("no_action", "follow_up", "follow_up", "case_opened", "passed_on", "nonsense")
        ),
        days=st.sampled_from((-1, 0, 1, 5, 10, 60)),
    )
    def decide(self, which: int, by: str, holder: bool, decision: str, days: int) -> None:
        told = {"decision": decision, "reason": "Derfor.", "follow_up": self.day + timedelta(days)}
        concern, done = self.step(which, by, holder, Verb.DECIDE, concerns.decide, **told)
        if done:
            assert decision not in ("passed_on", "nonsense")
            duty = self.school.row(concern).duty
            assert decision != "no_action" or duty not in ("environment", "danger")
            if decision == "no_action":
                self.state[concern] = State.CLOSED

    @rule(
        which=MANY,
        by=ANYBODY,
        holder=OFTEN,
        to=st.sampled_from(("ingrid", "per", "kari", "noor", "noor", "noor", "ola", "ola", "sven", "lise")),
        lawful=OFTEN,
    )
    def pass_on(self, which: int, by: str, holder: bool, to: str, lawful: bool) -> None:
        unit = {"noor": "nav", "ola": "ot"}.get(to)
        told: dict[str, Any] = {"to": self.house.users[to], "reason": "Vil jobbe."}
        told |= {"unit": self.house.units[unit]} if unit else {}
        told |= SHARED if lawful else {}
        concern, done = self.step(which, by, holder, Verb.PASS_ON, concerns.pass_on, **told)
        if done:
            assert to not in ("sven", "lise")
            person = self.school.row(concern).person_id
            assert lawful or person is None or not unit or self.baton(concern).unit == self.house.units[unit]
            assert self.school.row(concern).duty != "environment"

    @rule(which=MANY, by=ANYBODY, asked=OFTEN, yes=st.booleans())
    def answer(self, which: int, by: str, asked: bool, yes: bool) -> None:
        waiting = sorted(
            Baton.objects.filter(offered_to__isnull=False).values_list("subject_id", "offered_to__username")
        )
        concern = self.pick(which)
        if asked and waiting:
            concern, by = waiting[which % len(waiting)]
        verb, action = (Verb.ACCEPT, concerns.accept) if yes else (Verb.DECLINE, concerns.decline)
        told = {} if yes else {"reason": "Nei."}
        offered = self.baton(concern).offered_to
        if self.take_step(concern, by, verb, action, **told):
            assert offered is not None
            assert offered.username == by

    @rule(which=MANY, to=st.sampled_from(("noor", "ola")), yes=st.booleans())
    def ask_another_agency_and_be_answered(self, which: int, to: str, yes: bool) -> None:
        self.see(which, "", True)
        self.pass_on(which, "", True, to, True)
        self.answer(0, to, True, yes)

    @rule(which=MANY, by=st.sampled_from(("rita", "per") * 5 + STAFF + NEVER))
    def take(self, which: int, by: str) -> None:
        concern = self.pick(which, Verb.TAKE)
        if self.take_step(concern, by, Verb.TAKE, concerns.take, reason="Hun er syk."):
            assert self.baton(concern).holder == self.house.users[by]

    @rule(
        which=MANY, by=ANYBODY, holder=OFTEN, outcome=st.sampled_from(("better", "better", "no_action", ""))
    )
    def close(self, which: int, by: str, holder: bool, outcome: str) -> None:
        told = {"outcome": outcome, "text": "Det går bra."}
        _, done = self.step(which, by, holder, Verb.CLOSE, concerns.close, **told)
        assert not done or outcome == "better"

    @rule(which=MANY, by=ANYBODY, closer=OFTEN)
    def reopen(self, which: int, by: str, closer: bool) -> None:
        closed = Concern.objects.filter(state=State.CLOSED).order_by("-closed_at")[:3]
        if not closed:
            return
        concern = closed[which % len(closed)].id
        row = Concern.objects.select_related("closed_by").get(id=concern)
        name = row.closed_by.username if closer else by
        if self.take_step(concern, name, Verb.REOPEN, concerns.reopen, version=row.version):
            assert row.closed_by.username == name
            assert row.closed_at.astimezone(clock.OSLO).date() == self.day

    @rule(which=MANY, again=OFTEN)
    def bring_one_to_its_end_and_perhaps_open_it_again(self, which: int, again: bool) -> None:
        self.see(which, "", True)
        self.decide(which, "", True, "follow_up", 5)
        self.close(which, "", True, "better")
        if again:
            self.reopen(0, "", True)

    @rule(which=MANY)
    def write_what_is_stale(self, which: int) -> None:
        concern = self.pick(which)
        told = {"version": self.school.row(concern).version - 1, "decision": "no_action", "reason": "Nei."}
        if told["version"]:
            holder = self.baton(concern).holder.username
            assert not self.take_step(concern, holder, Verb.DECIDE, concerns.decide, **told)

    @rule(which=MANY, by=ANYBODY, holder=OFTEN, how_many=st.integers(1, 3))
    def join_signals(self, which: int, by: str, holder: bool, how_many: int) -> None:
        concern = self.pick(which)
        by = self.baton(concern).holder.username if holder else by
        told = {"signals": [uuid.uuid4() for _ in range(how_many)], "text": "Fravær over grensen."}
        if self.take_step(concern, by, Verb.JOIN, concerns.join_signals, **told):
            self.joined.append((concern, by))
            assert self.act(by, concerns.join_signals, concern=concern, **told) is False, "twice is once"

    @rule(by=st.sampled_from(("ingrid", "per", "rita", "tom", "sven", "lise")))
    def merge_or_part(self, by: str) -> None:
        """Jonas and his double become one, or two again, with whatever has been said and done meanwhile."""
        if self.turns == 3:
            return
        if self.merge:
            if self.act(by, lambda **told: unmerge(**told) or True, merge=self.merge):
                self.merge = None
                self.done["part"] += 1
                self.turns += 1
                assert by not in ("tom", *NEVER)
        else:
            young = self.house.young
            self.merge = self.act(by, merge, keep=young["jonas"].id, double=young["twin"].id)
            self.done["merge"] += bool(self.merge)
            assert not self.merge or by not in ("tom", *NEVER)

    # Who comes and goes

    @rule(who=st.sampled_from(STAFF), in_days=st.integers(0, 5))
    def leave(self, who: str, in_days: int) -> None:
        for membership in self.memberships(who):
            last = max(self.day + timedelta(in_days), membership.first)
            self.run(end_membership, by=system(), membership=membership, last=last)

    @rule(who=st.sampled_from(("kari", "ingrid", "per", "rita", "noor")), days=st.integers(0, 9))
    def come(self, who: str, days: int) -> None:
        """Back again, or a deputy while they are away."""
        if mine := self.memberships(who):
            name = "dina" if days % 2 else "dag"
            if not self.memberships(name):
                told = {"user": self.house.users[name], "last": self.day + timedelta(days)}
                self.run(appoint_deputy, by=system(), membership=mine[0], **told)
            return
        was = Membership.objects.filter(user=self.house.users[who]).order_by("first", "id")[0]
        again = {"user": was.user, "unit": was.unit, "group": was.group, "role": was.role}
        self.run(start_membership, by=system(), **again)

    # What time does

    @rule(days=st.sampled_from((1, 1, 1, 2, 3, 20)), scan=st.booleans())
    def days_go_by(self, days: int, scan: bool) -> None:
        """A day on which nobody came to scan is one on which the worker was down."""
        self.day += timedelta(days)
        self.scanned = False
        if scan:
            self.run(climb, by=system())
            self.scanned = True
            self.nobody_sits_on_one()

    # What must always be so

    @invariant()
    def the_promise_is_kept(self) -> None:
        with clock.frozen(self.day):
            found = promise.check()
        assert found.open == len(self.open)
        lacking = (found.without_deadline, found.doubled, found.without_baton, found.without_subject)
        assert lacking == (0, 0, 0, 0)
        assert not self.scanned or found.without_holder == 0

    @invariant()
    def concern_and_baton_are_about_the_same_and_the_holder_is_no_family(self) -> None:
        people = dict(Concern.objects.values_list("id", "person_id"))
        amina, per = self.house.young["amina"].id, self.house.users["per"].id
        for concern, person, closed, *has_it in Baton.objects.values_list(
            "subject_id", "person_id", "closed_at", "holder_id", "offered_to_id"
        ):
            assert people[concern] == person
            assert closed or person != amina or per not in has_it

    def nobody_sits_on_one(self) -> None:
        """What nobody reacted to in time has gone up, until it is with the one who answers for the unit."""
        for row in Baton.objects.filter(closed_at=None).select_related("unit"):
            ladder = ladders(self.day)[row.ladder]
            wait = ladder.pace(row.step, row.urgent).climbs_after
            assert not ladder.above(row.step) or not climbs(row.due, self.day, wait, ())

    @invariant()
    def none_is_lost_and_each_is_where_it_was_brought(self) -> None:
        assert dict(Concern.objects.values_list("id", "state")) == self.state
        assert Statement.objects.count() == len(self.state) + len(self.joined)
        received = Receipt.objects.filter(kind=Receipt.Kind.RECEIVED)
        assert dict(received.values_list("statement__concern_id", "to__username")) == self.said

    @invariant()
    def no_stranger_sees_one(self) -> None:
        # Three of them after each step, in turn; all of them often enough.
        self.looked += 3
        people = (NEVER + HANDED + HEARD) * 2
        hidden = set(Concern.objects.filter(person=self.house.young["amina"]).exclude(hidden_ground=""))
        with clock.frozen(self.day), acting_as(self.house.users["per"].id):
            assert not hidden & set(Concern.objects.all()), "hidden from a guardian who works there"
        for name in people[self.looked % len(NEVER + HANDED + HEARD) :][:3]:
            user = self.house.users[name].id
            with clock.frozen(self.day), acting_as(user):
                seen = set(Concern.objects.values_list("id", "person_id", "raised_by_id"))
                heard = set(Statement.objects.values_list("concern_id", flat=True))
            held = self.holds(name)
            for concern, person, by in seen:
                assert concern in held or (name in HEARD and person is None and by == user), name
            own = {concern for concern, wrote in (*self.said.items(), *self.joined) if wrote == name}
            assert heard <= own | {concern for concern, _, _ in seen}, name
            assert name not in NEVER or not seen

    # Means

    @property
    def open(self) -> list[uuid.UUID]:
        """In the order they were said: their ids differ from run to run."""
        return [concern for concern, state in self.state.items() if state != State.CLOSED]

    def pick(self, which: int, verb: Verb | None = None) -> uuid.UUID:
        """An open one; three times of four such a one that the verb is legal for."""
        if not self.open:
            self.say("jonas_self", "jonas", "other", "this_week", "", False)
        legal = [concern for concern in self.open if (self.state[concern], verb) in TRANSITIONS]
        among = legal if legal and which % 4 else self.open
        return among[which % len(among)]

    def baton(self, concern: uuid.UUID) -> Baton:
        rows = Baton.objects.select_related("holder", "offered_to", "unit")
        return rows.get(subject_id=concern, closed_at=None)

    def holds(self, name: str) -> set[uuid.UUID]:
        user = self.house.users[name]
        rows = Baton.objects.filter(closed_at=None).values_list("subject_id", "holder_id", "offered_to_id")
        return {concern for concern, *mine in rows if user.id in mine}

    def memberships(self, who: str) -> list[Membership]:
        with clock.frozen(self.day):
            return list(current_memberships().filter(user=self.house.users[who]).order_by("first", "id"))

    def step(
        self, which: int, by: str, holder: bool, verb: Verb, action: Callable[..., Any], **told: Any
    ) -> tuple[uuid.UUID, bool]:
        """A step of the holder's, tried by the holder or by anybody; done only if they hold it."""
        concern = self.pick(which, verb)
        has_it = self.baton(concern).holder.username
        by = has_it if holder else by
        done = self.take_step(concern, by, verb, action, version=self.school.row(concern).version, **told)
        assert not done or by == has_it
        return concern, done

    def take_step(
        self, concern: uuid.UUID, by: str, verb: Verb, action: Callable[..., Any], **told: Any
    ) -> bool:
        """Whether it was done; what is refused changes nothing, what is done is in the table of states."""
        version = self.school.row(concern).version
        done = self.act(by, action, concern=concern, **told)
        moved = self.school.row(concern).version
        if done is None:
            assert moved == version
            return False
        assert moved > version
        self.state[concern] = after(self.state[concern], verb)
        self.done[verb] += 1
        assert by not in NEVER
        return True

    def act(self, by: str, action: Callable[..., Any], **told: Any) -> Any:
        """What came of it, or None if it was refused."""
        try:
            with clock.frozen(self.day):
                return self.school.does(by, action, **told)
        except REFUSALS:
            return None

    def run(self, workflow: Callable[..., Any], **told: Any) -> None:
        """As the system; somebody who can't be replaced can't leave."""
        try:
            with clock.frozen(self.day), acting_as(SYSTEM, "tettpaa_system"):
                workflow(**told)
                checked()
        except InputError:
            return

    @invariant()
    def whoever_has_one_finds_it_in_their_inbox(self) -> None:
        if not self.open or self.looked % 4:
            return
        concern = self.pick(self.looked)
        holder = self.baton(concern).holder
        with clock.frozen(self.day), acting_as(holder.id):
            rows = queries.for_inbox(viewer=holder)
            assert concern in {row.concern_id for row in rows}
            assert queries.concern(concern, viewer=holder).next is not None


def test_random_histories_of_concerns_keep_the_promise(house: House) -> None:
    for name in ("dina", "dag"):
        house.user(name)
    house.pupil("twin", "fjordvik", "1BAA")
    Guardian.objects.create(
        id=uuid.uuid4(), person=house.young["amina"], user=house.users["per"], given_name="P", family_name="T",
        relation="far",
    )  # fmt: skip
    refresh()
    Concerns.house = house
    run_state_machine_as_test(
        Concerns,
        settings=settings(
            max_examples=24,
            stateful_step_count=40,
            deadline=None,
            database=None,
            phases=PHASES,
            suppress_health_check=list(HealthCheck),
        ),
    )
    lacking = {*Verb, "merge", "part"} - set(Concerns.done)
    assert not lacking, f"no history had {lacking}: {Concerns.done}"
