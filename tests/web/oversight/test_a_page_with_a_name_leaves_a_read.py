"""Whatever page shows a young person, to whom: the read is in the log. And no page shows one and forgets it."""

import html
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.browser.pages import PAGES
from tests.support.life import Life, live, log_in, on
from tettpaa.access import reads
from tettpaa.audit.models import Read

SHOWS_NOBODY = {"login", "school", "rules", "rule", "jobs", "raise_reported", "staff", "staff_end"}
"""Names of addresses on whose pages no young person is named."""


@pytest.fixture(scope="module")
def life(django_db_setup: None, django_db_blocker: Any) -> Iterator[Life]:
    """Lived once for all tests here, in a transaction that is undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield live()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _asked(life: Life, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), on(23, 12):
        yield


def ask(life: Life, who: str, address: str, **posted: str) -> tuple[HttpResponse, list[Read]]:
    """The page, and what the log says that the request read."""
    made = {"people": life.house.young, "groups": life.house.groups}
    ids = {kind: {name: row.id for name, row in found.items()} for kind, found in made.items()}
    ids |= {"concerns": life.concerns, "statements": life.statements, "rows": life.rows}
    ids |= {"reads": life.reads, "questions": life.questions, "plans": life.plans, "mappings": life.mappings}
    ids |= {"consents": life.consents, "meetings": life.meetings}
    ids["memberships"] = {
        n: u.memberships.first().id for n, u in life.house.users.items() if u.memberships.exists()
    }
    client = Client(headers={"accept-language": "nb"})
    log_in(client, life.house.users[who])
    path = address.format(**ids)
    page = client.post(path, posted) if posted else client.get(path)
    return page, list(Read.objects.filter(request_id=page["X-Request-ID"]))


def named(life: Life, who: str, page: HttpResponse) -> set[uuid.UUID]:
    """The young people whose names stand on it, but the reader's own in the head of the page. Of two with the
    same name, one must be read.
    """
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())
    own = life.house.users[who].person_id
    names = {one.name: one.id for one in life.house.young.values() if one.id != own}
    return {key for name, key in names.items() if name in text}


def lacking(life: Life, who: str, page: HttpResponse, read: list[Read]) -> set[uuid.UUID]:
    return named(life, who, page) - {person for row in read for person in row.persons}


ADDRESSES = [(name, who, address) for name, who, address in PAGES if who]


@pytest.mark.parametrize(("name", "who", "address"), ADDRESSES, ids=[f"{n}-{w}-{a}" for n, w, a in ADDRESSES])
def test_who_stands_on_a_page_stands_in_the_log(life: Life, name: str, who: str, address: str) -> None:
    page, read = ask(life, who, address)
    assert page.status_code == 200
    assert len(read) <= 1, "one INSERT a request"
    assert not lacking(life, who, page, read)
    if name in SHOWS_NOBODY:
        assert not named(life, who, page)
    for row in read:
        assert (row.actor_id, row.page, row.decision) == (life.house.users[who].id, name, "shown")


def test_most_pages_do_show_somebody(life: Life) -> None:
    """Else the test above would say nothing."""
    shows = {name for name, who, address in ADDRESSES if named(life, who, ask(life, who, address)[0])}
    assert shows >= {"inbox", "concern", "people_group", "person", "triage", "doubles", "raise_say"}


def test_a_page_that_forgot_would_be_found(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "note", lambda *_args, **_more: None)
    page, read = ask(life, "kari", "/ungdommer/klasse/{groups[1BAA]}/")
    assert len(lacking(life, "kari", page, read)) > 5


def test_a_list_is_one_event_with_everybody_in_it(life: Life) -> None:
    page, (row,) = ask(life, "kari", "/ungdommer/klasse/{groups[1BAA]}/")
    assert set(row.persons) >= named(life, "kari", page)
    assert row.subject_id == life.house.groups["1BAA"].id
    assert {ground.split()[0] for ground in row.grounds} <= {"group", "baton"}


def test_the_sections_are_those_that_the_reader_sees(life: Life) -> None:
    jonas = life.house.young["jonas"].id
    for who, sections in (("kari", 95), ("tom", 65), ("rita", 127)):
        _page, (row,) = ask(life, who, "/ungdom/{people[jonas]}/")
        assert row.persons == [jonas]
        assert row.sections == [sections], who
        assert row.told == [sections], who


@pytest.mark.parametrize("words", ["jonas", "prøve"])
def test_a_search_tells_of_all_that_it_found(life: Life, words: str) -> None:
    page, (row,) = ask(life, "sven", "/ungdommer/", q=words)
    assert not lacking(life, "sven", page, [row])
    assert life.house.young["jonas"].id in row.persons
    assert set(row.sections) == {1}
    assert "" in row.grounds, "Jonas goes to another school than Sven's"


def test_what_is_hidden_from_the_family_is_read_in_secret(life: Life) -> None:
    _page, (row,) = ask(life, "kari", "/uro/{concerns[hidden]}/")
    assert (row.persons, row.sections, row.told) == ([life.house.young["gard"].id], [9], [0])
    _page, (row,) = ask(life, "kari", "/uro/{concerns[seen]}/")
    assert (row.sections, row.told) == ([9], [9])


@pytest.mark.parametrize(
    ("who", "address", "code", "person"),
    [
        ("sven", "/ungdom/{people[jonas]}/", 404, "jonas"),
        ("nils", "/ungdom/{people[jonas]}/", 404, "jonas"),
        ("sven", "/ungdom/{people[jonas]}/lest/", 404, "jonas"),
        ("kari", "/ungdom/{people[jonas]}/lest/00000000-0000-4000-8000-000000000009/", 403, "jonas"),
        ("sven", "/si-fra/om/{people[jonas]}/", 404, "jonas"),
        ("tom", "/uro/{concerns[overdue]}/", 404, None),
        ("sven", "/ungdommer/klasse/{groups[1BAA]}/", 404, None),
    ],
)
def test_being_turned_away_is_in_the_log_too(
    life: Life, who: str, address: str, code: int, person: str | None
) -> None:
    page, (row,) = ask(life, who, address)
    assert (page.status_code, row.decision) == (code, "refused")
    assert row.persons == ([life.house.young[person].id] if person else [])
    assert row.subject_id
