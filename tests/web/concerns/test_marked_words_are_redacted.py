"""Hanne is school nurse. What she says of health is for those who need it; the others read whom to ask."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from tests.support.house import House
from tests.web.concerns.conftest import text
from tettpaa.access.acting import acting_as
from tettpaa.cases.models import RestrictedWords, Statement

LogIn = Callable[..., Client]
WORDS = "Amina har sagt til meg at hun kaster opp hver morgen."
SAYS = "Skjermet: helse. Spør Hanne Testesen (helsesykepleier)."


@pytest.fixture
def concern(house: House, said):
    return said("hanne", "amina", words=WORDS, topic="health")


def test_the_topic_is_chosen_beforehand_by_what_one_is(house: House, log_in: LogIn) -> None:
    address = f"/si-fra/other/person/{house.young['amina'].id}/"
    page = log_in("hanne").get(address).content.decode()
    assert '<option value="health" selected>' in page
    page = log_in("tom").get(address).content.decode()
    assert '<option value="" selected>' in page
    assert '<option value="family">' in page


def test_the_one_who_gets_it_reads_that_it_is_there_and_whom_to_ask(
    house: House, log_in: LogIn, concern
) -> None:
    kari = log_in("kari")
    for address in ("/", f"/uro/{concern}/", f"/ungdom/{house.young['amina'].id}/"):
        assert WORDS not in kari.get(address).content.decode()
    assert SAYS in text(kari.get(f"/uro/{concern}/"))
    assert "Skjermet: helse." in text(kari.get("/"))


def test_who_wrote_it_reads_it_still(house: House, log_in: LogIn, concern) -> None:
    with acting_as(house.users["hanne"].id):
        assert RestrictedWords.objects.get().words == WORDS


def test_the_database_shows_the_words_to_the_author_alone_when_nobody_else_has_the_topic(
    house: House, concern
) -> None:
    readers = set()
    for name, user in house.users.items():
        with acting_as(user.id):
            if RestrictedWords.objects.exists():
                readers.add(name)
            assert not Statement.objects.filter(words=WORDS).exists()
    assert readers == {"hanne"}


def test_who_sees_concerns_and_the_topic_reads_them(house: House, log_in: LogIn, concern) -> None:
    house.member("hanne", "counsellor", "fjordvik")
    house.users["ida"] = house.user("ida")
    for role in ("counsellor", "school_nurse"):
        house.member("ida", role, "fjordvik")
    from tettpaa.access.refresh import refresh

    refresh()
    assert WORDS in text(log_in("ida").get(f"/uro/{concern}/"))
    assert WORDS in text(log_in("hanne").get(f"/uro/{concern}/"))
    assert SAYS in text(log_in("ingrid").get(f"/uro/{concern}/"))


def test_marked_words_cannot_stand_in_the_open_column(house: House, concern) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update cases_statement set words = 'x' where topic <> 0")


def test_a_topic_that_is_none_is_sent_back(house: House, log_in: LogIn) -> None:
    address = f"/si-fra/other/person/{house.young['amina'].id}/"
    told = {"words": WORDS, "urgency": "this_week", "request_key": house.users["tom"].id, "topic": "gossip"}
    assert log_in("tom").post(address, told).status_code == 422
