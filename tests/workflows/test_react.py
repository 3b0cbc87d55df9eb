"""Signals that are taken up become one concern for each young person, with a holder and a deadline."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.identification.conftest import ABSENCE, LIMIT, WARNING, Watch
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.baton.models import Baton
from tettpaa.cases.access import Matter
from tettpaa.cases.models import Concern, Statement
from tettpaa.cases.states import About, State
from tettpaa.identification.models import Signal
from tettpaa.kit import clock
from tettpaa.workflows.concerns import decide, raise_concern, see
from tettpaa.workflows.react import TakenUp, join_new, take_up

TODAY = date(2026, 11, 23)
RULES = (ABSENCE, LIMIT, WARNING)
VALUES = {ABSENCE: 0.14, LIMIT: 0.08, WARNING: 1.0}


@pytest.fixture
def watch(house: House) -> Watch:
    watch = Watch(house)
    for name in house.young:
        watch.key(name)
    watch.run()
    watch.on(*RULES)
    return watch


def fire(watch: Watch, *pairs: tuple[str, str]) -> None:
    watch.run(*(watch.fired(name, rule, VALUES[rule]) for name, rule in pairs))


def take(watch: Watch, who: str, *names: str, **more: object) -> list[TakenUp]:
    user, asked = watch.house.users[who], watch.new(*names)
    with acting_as(user.id):
        return take_up(by=user, signals=asked, **more)


def join(watch: Watch) -> list[TakenUp]:
    with acting_as(SYSTEM, "tettpaa_system"):
        return join_new(by=system())


def say(watch: Watch, who: str, about: str, duty: str = "other") -> uuid.UUID:
    user = watch.house.users[who]
    with acting_as(user.id):
        return raise_concern(
            by=user, matter=Matter(About.PERSON, watch.house.young[about].id), words="Han er stille",
            urgency="this_week", duty=duty, request_key=uuid.uuid4(),
        ).concern  # fmt: skip


def test_a_class_taken_up_in_bulk_is_one_concern_each(watch: Watch) -> None:
    fire(watch, ("jonas", ABSENCE), ("jonas", LIMIT), ("amina", ABSENCE))
    done = take(watch, "ingrid", "jonas", "amina")
    assert sorted(len(one.signals) for one in done) == [1, 2]
    assert Concern.objects.count() == 2
    for one in done:
        baton = Baton.objects.get(subject_id=one.concern, closed_at=None)
        assert (baton.holder, baton.due) == (one.receiver, one.due)
        assert one.receiver == watch.house.users["kari"]
        assert {s.concern_id for s in Signal.objects.filter(person_id=one.person)} == {one.concern}
    assert watch.new("jonas", "amina") == []


def test_what_was_said_is_the_signals_in_words(watch: Watch) -> None:
    fire(watch, ("jonas", ABSENCE))
    (one,) = take(watch, "ingrid", "jonas")
    statement = Statement.objects.get(concern_id=one.concern)
    assert statement.signals == one.signals
    assert "Fravær over 10 prosent hittil i skoleåret" in statement.words


def test_the_counsellor_may_keep_it(watch: Watch) -> None:
    fire(watch, ("jonas", ABSENCE))
    (one,) = take(watch, "ingrid", "jonas", mine=True)
    assert one.receiver == watch.house.users["ingrid"]


def test_a_warning_of_no_mark_is_for_today_and_named_by_the_law(watch: Watch) -> None:
    fire(watch, ("jonas", WARNING), ("jonas", ABSENCE))
    (one,) = take(watch, "ingrid", "jonas")
    concern = Concern.objects.get(id=one.concern)
    assert (concern.duty, concern.urgency, concern.origin_kind) == ("no_mark_basis", "today", "signal")


def test_taking_up_twice_makes_one(watch: Watch) -> None:
    fire(watch, ("jonas", ABSENCE))
    asked, ingrid = watch.new("jonas"), watch.house.users["ingrid"]
    for wanted in (1, 0):
        with acting_as(ingrid.id):
            assert len(take_up(by=ingrid, signals=asked)) == wanted
    assert Concern.objects.count() == 1


def test_new_signals_join_the_open_concern_by_themselves(watch: Watch) -> None:
    fire(watch, ("jonas", ABSENCE))
    (one,) = take(watch, "ingrid", "jonas")
    with clock.frozen(TODAY + timedelta(weeks=1)):
        fire(watch, ("jonas", ABSENCE), ("jonas", LIMIT), ("amina", LIMIT))
        (joined,) = join(watch)
    assert (joined.concern, joined.joined) == (one.concern, True)
    assert watch.states("jonas") == [(LIMIT, "taken"), (ABSENCE, "taken")]
    assert len(watch.new("amina")) == 1
    assert Statement.objects.filter(concern_id=one.concern).count() == 2


def test_signals_join_what_somebody_said(watch: Watch) -> None:
    said = say(watch, "tom", "jonas")
    fire(watch, ("jonas", ABSENCE))
    (one,) = take(watch, "ingrid", "jonas")
    assert (one.concern, one.joined) == (said, True)


def test_signals_never_join_a_matter_of_the_school_environment(watch: Watch) -> None:
    said = say(watch, "tom", "jonas", "environment")
    fire(watch, ("jonas", ABSENCE))
    assert join(watch) == []
    (one,) = take(watch, "ingrid", "jonas")
    assert one.concern != said


def test_after_the_concern_is_closed_worse_is_a_new_one(watch: Watch) -> None:
    fire(watch, ("jonas", ABSENCE))
    (one,) = take(watch, "ingrid", "jonas")
    kari = watch.house.users["kari"]
    with acting_as(kari.id):
        row = see(by=kari, concern=one.concern, version=Concern.objects.get(id=one.concern).version)
        decide(by=kari, concern=row.id, version=row.version, decision="no_action", reason="Han var syk")
    with clock.frozen(TODAY + timedelta(weeks=1)):
        fire(watch, ("jonas", ABSENCE))
        assert watch.new("jonas") == []
    with clock.frozen(TODAY + timedelta(weeks=2)):
        watch.run(watch.fired("jonas", ABSENCE, 0.3))
        assert join(watch) == []
        (again,) = take(watch, "ingrid", "jonas")
    assert (again.joined, again.concern != one.concern) == (False, True)


@pytest.mark.parametrize("who", ["kari", "synne", "tom", "noor", "lise"])
def test_others_take_up_nothing(watch: Watch, who: str) -> None:
    fire(watch, ("jonas", ABSENCE))
    if who == "kari":  # she sees them, and is told why not
        with pytest.raises(PermissionDenied, match="rådgiver"):
            take(watch, who, "jonas")
    else:
        assert take(watch, who, "jonas") == []
    assert not Concern.objects.exists()


steps = st.lists(
    st.tuples(
        st.lists(st.tuples(st.sampled_from(("jonas", "amina")), st.sampled_from(RULES)), max_size=4),
        st.sampled_from(("take ingrid", "take rita", "join", "wait")),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps)
def test_however_signals_come_no_young_person_has_two_open_concerns(watch: Watch, history: list) -> None:
    from django.db import transaction

    with transaction.atomic():
        for number, (pairs, then) in enumerate(history):
            with clock.frozen(TODAY + timedelta(weeks=number)):
                fire(watch, *dict.fromkeys(pairs))
                if then.startswith("take"):
                    take(watch, then.split()[1], "jonas", "amina")
                if then == "join":
                    join(watch)
            open_ones = Concern.objects.exclude(state=State.CLOSED).values_list("person_id", flat=True)
            assert len(open_ones) == len(set(open_ones))
            for row in Signal.objects.filter(state="taken"):
                assert Baton.objects.filter(subject_id=row.concern_id, closed_at=None).count() == 1
        transaction.set_rollback(True)
