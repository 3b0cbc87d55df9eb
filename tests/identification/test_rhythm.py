"""The IKO rhythm as a working list that knows what is done."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from tests.identification.conftest import ABSENCE, WARNING, Watch
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.identification.actions import mark_done, undo_done
from tettpaa.identification.models import RhythmDone, Signal
from tettpaa.identification.rhythm import autumn_break, duties, next_after, weekly
from tettpaa.identification.states import Kind
from tettpaa.identification.worklist import RhythmItem, rhythm
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.kit.periods import Period
from tettpaa.kit.schoolyear import SchoolYear
from tettpaa.organisations.models import Closure

DUTY = {duty.kind: duty for duty in duties()}
YEAR = SchoolYear(2026)
SEPTEMBER = date(2026, 9, 9)


def items(house: House, who: str, kind: Kind) -> list[RhythmItem]:
    viewer = house.users[who]
    with acting_as(viewer.id):
        return [item for item in rhythm(viewer=viewer) if item.kind is kind]


def tick(house: House, who: str, item: RhythmItem, **more: object) -> RhythmDone:
    user = house.users[who]
    with acting_as(user.id):
        return mark_done(
            kind=item.kind, unit=item.unit_id, period=item.period, group=item.group_id, person=item.person_id,
            by=user, **more,
        )  # fmt: skip


@pytest.fixture
def autumn(watch: Watch) -> Watch:
    """The signals of the young people at Fjordvik, as if they had come in September."""
    watch.run(watch.fired("jonas", ABSENCE), watch.fired("amina", WARNING, 1.0))
    Signal.objects.update(first_seen=SEPTEMBER, last_seen=SEPTEMBER)
    return watch


def test_start_conversations_stand_in_priority_order_and_know_what_is_done(autumn: Watch) -> None:
    house = autumn.house
    with clock.frozen(SEPTEMBER):
        asked = items(house, "kari", Kind.START_CONVERSATION)
        assert [item.name for item in asked] == ["Amina Prøve", "Jonas Prøve"]
        assert {item.due for item in asked} == {date(2026, 9, 30)}
        tick(house, "kari", asked[0], note="declined")
        first, second = items(house, "ingrid", Kind.START_CONVERSATION)
        assert (first.name, first.done_on) == ("Jonas Prøve", None)
        assert (second.name, second.done_on, second.done_by, second.note) == (
            "Amina Prøve", SEPTEMBER, "Kari Testesen", "Ungdommen ville ikke",
        )  # fmt: skip
    with clock.frozen(date(2026, 10, 1)):
        assert items(house, "ingrid", Kind.START_CONVERSATION) == []


def test_vg1_absence_is_reviewed_every_week_until_the_autumn_break(house: House) -> None:
    Closure.objects.create(
        unit=house.units["fjordvik"], first=date(2026, 9, 28), last=date(2026, 10, 2), name="Høstferie"
    )
    with clock.frozen(SEPTEMBER):
        (item,) = items(house, "ingrid", Kind.ABSENCE_REVIEW)
        assert (item.name, item.period, item.due, item.missed) == (
            "1BAA", date(2026, 9, 7), date(2026, 9, 11), 2,
        )  # fmt: skip
        tick(house, "ingrid", item)
        (done,) = items(house, "ingrid", Kind.ABSENCE_REVIEW)
        assert done.done_on == SEPTEMBER
    with clock.frozen(SEPTEMBER + timedelta(weeks=1)):
        (item,) = items(house, "ingrid", Kind.ABSENCE_REVIEW)
        assert (item.done_on, item.missed) == (None, 2)
    with clock.frozen(date(2026, 9, 28)):
        assert items(house, "ingrid", Kind.ABSENCE_REVIEW) == []
    with clock.frozen(date(2026, 9, 30)):
        assert len(items(house, "sven", Kind.ABSENCE_REVIEW)) == 1  # Solvik's break has not come


def test_the_next_meeting_is_four_to_six_weeks_after_the_last(house: House) -> None:
    with clock.frozen(date(2026, 11, 23)):
        (item,) = items(house, "ingrid", Kind.IKO_MEETING)
        assert item.overdue
        tick(house, "ingrid", item)
        coming, done = items(house, "rita", Kind.IKO_MEETING)
        assert (done.done_on, done.done_by) == (date(2026, 11, 23), "Ingrid Testesen")
        assert (coming.earliest, coming.due) == (date(2026, 12, 21), date(2027, 1, 4))
        with pytest.raises(InputError):
            tick(house, "rita", coming)


def test_doing_it_twice_is_doing_it_once_and_it_can_be_undone(house: House) -> None:
    (item,) = items(house, "ingrid", Kind.IKO_MEETING)
    first = tick(house, "ingrid", item)
    ingrid = house.users["ingrid"]
    assert tick(house, "ingrid", item).id == first.id
    with acting_as(ingrid.id):
        undo_done(done=first.id, by=ingrid)
    (again,) = items(house, "ingrid", Kind.IKO_MEETING)
    assert again.done_on is None


def test_strangers_neither_see_nor_mark(house: House) -> None:
    (item,) = items(house, "ingrid", Kind.IKO_MEETING)
    assert items(house, "synne", Kind.IKO_MEETING)[0].unit == "Solvik"
    for who in ("kari", "synne", "noor", "lise"):
        with pytest.raises(PermissionDenied):
            tick(house, who, item)
    row = tick(house, "ingrid", item)
    for who in ("synne", "noor", "lise"):
        with acting_as(house.users[who].id):
            assert not RhythmDone.objects.filter(id=row.id).exists()


def test_a_line_that_is_not_on_the_list_can_not_be_marked(house: House) -> None:
    (item,) = items(house, "ingrid", Kind.IKO_MEETING)
    ingrid = house.users["ingrid"]
    with pytest.raises(InputError), acting_as(ingrid.id):
        mark_done(kind=item.kind, unit=item.unit_id, period=item.period + timedelta(days=1), by=ingrid)


@given(day=st.dates(YEAR.first, YEAR.last), closed=st.none() | st.dates(YEAR.first, YEAR.last))
def test_the_weeks_of_review_are_mondays_in_order_and_end_with_the_break(
    day: date, closed: date | None
) -> None:
    breaks = [Period(closed, closed)] if closed else []
    turns = weekly(DUTY[Kind.ABSENCE_REVIEW], day, breaks)
    assert all(turn.period.weekday() == 0 and turn.period <= min(turn.due, day) for turn in turns)
    assert all(turn.period < autumn_break(YEAR, breaks) for turn in turns)
    assert len({turn.period for turn in turns}) == len(turns)


@given(last=st.none() | st.dates(YEAR.first, date(2027, 6, 1)))
def test_a_meeting_is_never_due_before_it_may_be_held(last: date | None) -> None:
    turn = next_after(DUTY[Kind.IKO_MEETING], last, last or date(2026, 9, 1), [])
    start = last or date(2026, 8, 17)
    assert turn.earliest - start == timedelta(weeks=4)
    assert timedelta(weeks=6) <= turn.due - start <= timedelta(weeks=7)
