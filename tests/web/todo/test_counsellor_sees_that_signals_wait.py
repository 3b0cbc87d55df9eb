"""Å gjøre tells those who triage that something is new; others are not told."""

from collections.abc import Callable

from django.test import Client

from tests.identification.conftest import ABSENCE, Watch
from tests.support.house import House
from tests.support.queries import queries
from tests.web.concerns.conftest import text

Log = Callable[..., Client]


def test_two_young_people_have_something_new(house: House, log_in: Log, watch: Watch) -> None:
    watch.run(watch.fired("jonas", ABSENCE), watch.fired("amina", ABSENCE))
    client = log_in("ingrid")
    with queries() as asked:
        page = client.get("/")
    assert "2 ungdommer har noe nytt som ingen har svart på." in text(page)
    assert 'href="/signaler/"' in page.content.decode()
    assert len(asked) <= 12
    assert "har noe nytt" not in text(log_in("kari").get("/"))


def test_nothing_new_is_not_mentioned(log_in: Log) -> None:
    assert "har noe nytt" not in text(log_in("ingrid").get("/"))
