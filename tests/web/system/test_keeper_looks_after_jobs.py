"""Ada sees what failed first, why, and runs it again."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.support.house import House
from tests.support.queries import queries
from tests.web.concerns.conftest import text
from tettpaa.audit.models import Event
from tettpaa.jobs.registry import names
from tettpaa.queue.queries import jobs as found
from tettpaa.web.system.words import job as in_words

Log = Callable[..., Client]
PATH = "/jobber/"


def state_of(number: int) -> str:
    return next(one.state for one in found(viewer=None) if one.id == number)


def test_failed_jobs_come_first_with_error_and_tries(house: House, job: Callable, log_in: Log) -> None:
    job("baton.climb", "todo")
    job("notify.email", "failed", error="SMTPException", tries=7)
    job("audit.seal", "succeeded")
    page = text(log_in("ada").get(PATH))
    assert page.index("E-post om at det er noe nytt mislyktes") < page.index("Slik går jobbene")
    assert "Siste feil: SMTPException. 7 forsøk." in page
    assert "Ansvar som går videre når fristen er ute ikke de siste dagene 0 1 0" in page
    assert "Loggen, forseglet" in page


def test_a_state_can_be_chosen(house: House, job: Callable, log_in: Log) -> None:
    job("notify.email", "failed", error="SMTPException")
    job("audit.seal", "succeeded")
    client = log_in("ada")
    page = text(client.get(f"{PATH}?tilstand=succeeded"))
    assert "Loggen, forseglet gjort" in page
    assert "SMTPException" not in page
    assert client.get(f"{PATH}?tilstand=tull").status_code == 404


def test_older_jobs_are_one_page_away(house: House, job: Callable, log_in: Log) -> None:
    numbers = [job("audit.seal", "succeeded") for _ in range(51)]
    client = log_in("ada")
    assert f"før={numbers[1]}" in client.get(f"{PATH}?tilstand=succeeded").content.decode()
    page = text(client.get(f"{PATH}?tilstand=succeeded&før={numbers[1]}"))
    assert page.count("Loggen, forseglet") == 1


def test_a_failed_job_is_run_again_and_the_log_tells_by_whom(
    house: House, job: Callable, log_in: Log
) -> None:
    number, client = job("notify.email", "failed", error="SMTPException", tries=7), log_in("ada")
    assert "Lagt i kø på nytt." in text(client.post(f"{PATH}{number}/", follow=True))
    assert state_of(number) == "todo"
    assert Event.objects.get(verb="job.retried").actor_id == house.users["ada"].id
    assert "Jobben venter alt" in text(client.post(f"{PATH}{number}/", follow=True))
    assert Event.objects.filter(verb="job.retried").count() == 1


def test_a_job_is_not_queued_beside_one_that_does_the_same(house: House, job: Callable, log_in: Log) -> None:
    number = job("baton.climb", "failed", lock="baton.climb")
    job("baton.climb", "todo", lock="baton.climb")
    assert "Jobben venter alt" in text(log_in("ada").post(f"{PATH}{number}/", follow=True))
    assert state_of(number) == "failed"


def test_the_first_day_says_that_nothing_has_run(house: House, log_in: Log) -> None:
    page = log_in("ada").get(PATH)
    assert "Ingen jobber har gått ennå" in text(page)
    assert 'href="/helse"' in page.content.decode()


@pytest.mark.parametrize("who", ["ingrid", "cato", "noor", "lise", "jonas_self"])
def test_others_are_told_whose_it_is(who: str, house: House, job: Callable, log_in: Log) -> None:
    number, client = job("notify.email", "failed"), log_in(who)
    for answer in (client.get(PATH), client.post(f"{PATH}{number}/")):
        assert answer.status_code == 403
        assert "bare de systemansvarlige" in answer.content.decode()
    assert state_of(number) == "failed"


def test_every_job_has_a_name_that_people_understand() -> None:
    assert [name for name in names() if in_words(name) == name] == []


def test_the_page_takes_at_most_twelve_queries(house: House, job: Callable, log_in: Log) -> None:
    for state in ("failed", "todo", "doing", "succeeded"):
        for _ in range(5):
            job("notify.email", state)
    client = log_in("ada")
    with queries() as asked:
        assert client.get(PATH).status_code == 200
    assert len(asked) <= 12, "\n".join(asked)


@pytest.mark.parametrize(("language", "words"), [("nn", "mislykka"), ("en", "failed")])
def test_it_is_read_in_the_other_languages(
    language: str, words: str, house: House, job: Callable, log_in: Log
) -> None:
    job("notify.email", "failed", error="SMTPException", tries=7)
    page = text(log_in("ada", language).get(PATH))
    assert words in page
    assert "mislyktes" not in page
