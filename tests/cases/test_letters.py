"""What the family writes has somebody who must answer it until a day; and who may read it."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests.cases.people import School
from tettpaa.access.acting import acting_as
from tettpaa.accounts.queries import SYSTEM
from tettpaa.baton.actions import climb
from tettpaa.baton.models import Baton
from tettpaa.cases.letters import actions, queries
from tettpaa.cases.letters.models import Letter, Thread
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.notify.models import Message
from tettpaa.pathway.models import Guardian


def writes(school: School, who: str = "jonas_self", **more: Any) -> Thread:
    told = {"person": school.person("jonas").id, "kind": "message", "words": "Kan vi snakke?"} | more
    return school.does(who, actions.begin, **({"request_key": uuid.uuid4()} | told))


def replies(school: School, who: str, thread: Thread, words: str = "Ja, i morgen.") -> Letter:
    return school.does(who, actions.reply, thread=thread.id, words=words, request_key=uuid.uuid4())


def waits(thread: Thread) -> Baton | None:
    return Baton.objects.filter(subject_kind="thread", subject_id=thread.id, closed_at=None).first()


@pytest.mark.parametrize(
    ("kind", "holder", "due"),
    [("message", "kari", date(2026, 11, 25)), ("correct", "rita", date(2026, 12, 7)),
     ("object", "rita", date(2026, 12, 7)), ("insight", "rita", date(2026, 12, 7))],
)  # fmt: skip
def test_somebody_must_answer_by_a_day(school: School, kind: str, holder: str, due: date) -> None:
    baton = waits(writes(school, kind=kind))
    assert baton
    assert (baton.holder.username, baton.due) == (holder, due)
    assert Message.objects.filter(to=school.user(holder), text="letter.asked").count() == 1


def test_what_nobody_answers_climbs(school: School) -> None:
    thread = writes(school)
    with clock.frozen(date(2026, 11, 30)), acting_as(SYSTEM, "tettpaa_system"):
        climb()
    baton = waits(thread)
    assert baton
    assert baton.holder.username != "kari"


def test_the_answer_ends_the_waiting_and_the_next_letter_begins_it_anew(school: School) -> None:
    thread = writes(school)
    replies(school, "kari", thread)
    assert waits(thread) is None
    assert Message.objects.filter(to=school.user("jonas_self"), text="letter.answered").count() == 1
    replies(school, "jonas_self", thread, "Takk. Og på fredag?")
    assert waits(thread)
    replies(school, "jonas_self", thread, "Glem det.")  # one more before the answer: the same one has it
    assert Baton.objects.filter(subject_id=thread.id).count() == 2


def test_staff_write_first_and_wait_for_the_young_person(school: School) -> None:
    thread = writes(school, "kari", words="Hvordan går det?")
    assert (thread.family, waits(thread)) == (school.user("jonas_self"), None)
    replies(school, "jonas_self", thread, "Bra.")
    baton = waits(thread)
    assert baton
    assert baton.holder == school.user("kari")


def test_to_one_who_cannot_log_in_nothing_is_sent(school: School) -> None:
    with pytest.raises(InputError, match="ingen innlogging"):
        writes(school, "kari", person=school.person("amina").id)
    assert not Thread.objects.exists()


def test_the_same_key_is_one_letter(school: School) -> None:
    key = uuid.uuid4()
    assert writes(school, request_key=key).id == writes(school, request_key=key).id
    assert Letter.objects.count() == 1


def test_only_who_must_answer_does(school: School) -> None:
    thread = writes(school)
    with pytest.raises(PermissionDenied, match="Det er Kari"):
        replies(school, "ingrid", thread)
    replies(school, "kari", thread)
    with pytest.raises(PermissionDenied, match="Ingen venter"):
        replies(school, "kari", thread)


@pytest.mark.parametrize("who", ["lise", "tom", "sven", "synne", "noor", "cato", "ada"])
def test_a_young_persons_letter_is_not_for(school: School, who: str) -> None:
    thread = writes(school)
    with pytest.raises(Thread.DoesNotExist):
        school.asks(who, queries.thread, thread.id)


def test_a_guardians_letter_is_not_the_young_persons_to_read(school: School) -> None:
    thread = writes(school, "lise")
    with pytest.raises(Thread.DoesNotExist):
        school.asks("jonas_self", queries.thread, thread.id)
    assert school.asks("jonas_self", queries.threads, school.person("jonas").id) == []


def test_who_is_family_does_not_read_it_at_work(school: School) -> None:
    thread = writes(school)
    assert school.asks("ingrid", queries.thread, thread.id).letters
    Guardian.objects.create(
        id=uuid.uuid4(), person=school.house.young["jonas"], user=school.user("ingrid"), given_name="Ingrid",
        family_name="Testesen", relation="mor",
    )  # fmt: skip
    with pytest.raises(Thread.DoesNotExist):
        school.asks("ingrid", queries.thread, thread.id)


@pytest.mark.parametrize("who", ["tom", "sven", "cato", "ada"])
def test_who_does_not_follow_up_begins_none(school: School, who: str) -> None:
    with pytest.raises(PermissionDenied):
        writes(school, who)


@pytest.mark.parametrize("words", ["", "  ", "x" * 4001])
def test_no_words_or_too_many_are_refused(school: School, words: str) -> None:
    with pytest.raises(InputError):
        writes(school, words=words)
    assert not Thread.objects.exists()
