"""The school system says that somebody quit, and nobody talked with them first: a concern, once."""

import uuid
from datetime import date

import pytest

from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.baton.models import Baton
from tettpaa.cases.clarification.models import Clarification
from tettpaa.cases.models import Concern
from tettpaa.kit import clock
from tettpaa.pathway.models import Enrolment
from tettpaa.workflows import quits


def ended(house: House, name: str = "jonas", last: date = date(2026, 11, 18), reason: str = "quit") -> None:
    Enrolment.objects.filter(person=house.young[name]).update(last=last, reason=reason)
    refresh()


def follow() -> list[uuid.UUID]:
    with acting_as(SYSTEM, "tettpaa_system"):
        return quits.follow(by=system())


def held(house: House, day: date) -> None:
    with clock.frozen(day):
        Clarification.objects.create(
            id=uuid.uuid4(), person=house.young["jonas"], unit=house.units["fjordvik"], opened_by=house.users["kari"],
            opened_at=clock.now(), request_key=uuid.uuid4(), state="decided", record="Vil ut i jobb.",
            outcome="quits", decided_at=clock.now(),
        )  # fmt: skip


def test_somebody_gets_it_with_a_deadline_once(house: House) -> None:
    ended(house)
    made = follow()
    assert follow() == []
    case = Concern.objects.get(id=made[0])
    assert "uten at opplæringen er fullført" in case.statements.get().words
    baton = Baton.objects.get(subject_id=case.id)
    assert (baton.holder.username, baton.due) == ("ola", date(2026, 11, 25))


def test_what_is_imported_anew_says_nothing_anew(house: House) -> None:
    ended(house)
    follow()
    row = Enrolment.objects.get(person=house.young["jonas"])
    row.delete()
    row.id = uuid.uuid4()
    row.save(force_insert=True)
    assert follow() == []


def test_a_talk_that_was_held_is_what_was_asked_for(house: House) -> None:
    ended(house)
    held(house, date(2026, 11, 10))
    assert follow() == []


def test_a_talk_of_last_spring_is_not(house: House) -> None:
    ended(house)
    held(house, date(2026, 4, 10))
    assert len(follow()) == 1


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        (date(2026, 11, 18), "changed_programme"),
        (date(2026, 11, 18), "Completed"),
        (date(2026, 11, 30), "quit"),
        (date(2026, 9, 1), "quit"),
    ],
    ids=["changed", "completed", "not yet", "long ago"],
)
def test_who_has_not_quit_lately_is_left_alone(house: House, last: date, reason: str) -> None:
    ended(house, last=last, reason=reason)
    assert follow() == []


def test_an_unknown_reason_in_the_middle_of_the_year_is_not_left_to_nobody(house: House) -> None:
    ended(house, reason="")
    assert len(follow()) == 1


def test_who_goes_somewhere_else_now_has_not_quit(house: House) -> None:
    ended(house)
    Enrolment.objects.create(
        id=uuid.uuid4(),
        person=house.young["jonas"],
        unit=house.units["solvik"],
        level="vg1",
        first=date(2026, 11, 20),
    )
    refresh()
    assert follow() == []
