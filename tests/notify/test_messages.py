"""Who is told what, who reads it, and what an e-mail gives away."""

import uuid
from datetime import date

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.db.models import CharField, Value
from django.utils.translation import override

from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.accounts.queries import SYSTEM
from tettpaa.notify import rules
from tettpaa.notify.actions import email_news, mark_read, tell
from tettpaa.notify.models import Message
from tettpaa.notify.queries import inbox, unread

CONCERN = uuid.uuid4()


def give(house: House, to: str = "ingrid", by: str = "kari", due: date = date(2026, 11, 25)) -> None:
    """Kari makes Ingrid responsible for something about Jonas."""
    with acting_as(house.users[by].id):
        tell(
            to=house.users[to], by=house.users[by], text="baton.given", subject=("concern", CONCERN),
            person=house.young["jonas"].id, due=due,
        )  # fmt: skip


def test_the_one_told_reads_it_in_the_language_of_the_page_with_a_link(house: House) -> None:
    give(house)
    ingrid = house.users["ingrid"]
    with acting_as(ingrid.id), override("en"):
        (message,) = inbox(viewer=ingrid, name=Value("Jonas Prøve"))
    assert message.sentence == (
        "Kari Testesen has made you responsible for something about Jonas Prøve. The deadline is 25 November."
    )
    assert message.link == f"/uro/{CONCERN}/"


def test_a_name_that_the_reader_may_not_know_is_not_shown(house: House) -> None:
    give(house)
    ingrid = house.users["ingrid"]
    with acting_as(ingrid.id), override("nn"):
        (message,) = inbox(viewer=ingrid, name=Value(None, CharField()))
    assert "noko som gjeld ein ungdom. Fristen er 25. november." in message.sentence


def test_a_sender_whom_the_reader_may_not_see_does_not_hide_the_message(house: House) -> None:
    give(house, to="sven", by="jonas_self")
    with acting_as(house.users["sven"].id), override("nb"):
        (message,) = inbox(viewer=house.users["sven"])
    assert message.sentence.startswith("Noen har gitt deg")


@pytest.mark.parametrize("who", ["kari", "rita", "ada", "lise", "jonas_self"])
def test_nobody_else_reads_it(house: House, who: str) -> None:
    give(house)
    with acting_as(house.users[who].id):
        assert not Message.objects.exists()


def test_nobody_sends_in_anothers_name(house: House) -> None:
    with acting_as(house.users["kari"].id), pytest.raises(Exception, match="row-level security"):
        tell(
            to=house.users["ingrid"],
            by=house.users["rita"],
            text="concern.seen",
            subject=("concern", CONCERN),
        )


def test_one_marks_only_ones_own_as_read(house: House) -> None:
    give(house)
    (row,) = Message.objects.all()
    with acting_as(house.users["rita"].id):
        assert mark_read(by=house.users["rita"], ids=[row.id]) == 0
    with acting_as(house.users["ingrid"].id):
        assert unread(viewer=house.users["ingrid"]) == 1
        assert mark_read(by=house.users["ingrid"], ids=[row.id]) == 1
        assert unread(viewer=house.users["ingrid"]) == 0


def test_one_is_not_told_of_what_one_did_oneself(house: House) -> None:
    give(house, to="kari")
    assert not Message.objects.exists()


@pytest.mark.parametrize("params", [{}, {"due": date(2026, 11, 25), "name": "Jonas"}])
def test_a_text_is_told_with_its_words_and_no_others(house: House, params: dict) -> None:
    with pytest.raises(ValueError, match=r"baton\.given needs"):
        tell(
            to=house.users["ingrid"], by=house.users["kari"], text="baton.given",
            subject=("concern", CONCERN), **params,
        )  # fmt: skip


def test_the_email_is_queued_with_an_id_only(house: House) -> None:
    give(house)
    with connection.cursor() as cursor:
        cursor.execute("select task_name, args from procrastinate_jobs")
        assert cursor.fetchall() == [("notify.email", f'{{"user": "{house.users["ingrid"].id}"}}')]


def test_one_email_for_all_news_that_says_only_that_there_is_news(house: House) -> None:
    give(house)
    give(house)
    with acting_as(SYSTEM, "tettpaa_system"):
        assert email_news(to=house.users["ingrid"].id)
        assert not email_news(to=house.users["ingrid"].id)
    (sent,) = mail.outbox
    assert sent.to == ["ingrid@fjordvik.example"]
    assert sent.body == rules.sentence("email.body", "nb", {"link": f"{settings.BASE_URL}/"})
    for secret in ("Jonas", "Kari", "uro", str(CONCERN), "25."):
        assert secret not in sent.subject + sent.body


def test_what_is_read_already_is_not_mailed(house: House) -> None:
    give(house)
    Message.objects.update(read_at="2026-11-23T12:00Z")
    with acting_as(SYSTEM, "tettpaa_system"):
        assert not email_news(to=house.users["ingrid"].id)
    assert not mail.outbox


@pytest.mark.parametrize("code", sorted(rules.texts()))
def test_every_text_stands_in_three_languages_with_the_same_words(code: str) -> None:
    text = rules.texts()[code]
    assert set(text) == set(rules.LANGUAGES)
    braces = {language: rules._braces(text[language]) for language in rules.LANGUAGES}
    assert len(set(braces.values())) == 1, braces
