"""Search and lists: one's own at once, everybody by searching, and nothing personal in an address."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.support.house import House
from tests.support.queries import queries
from tettpaa.pathway.models import ContactPoint

Log = Callable[..., Client]


def body(client: Client, path: str, **posted: str) -> str:
    answer = client.post(path, posted) if posted else client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_contact_teacher_sees_the_class_at_once(house: House, log_in: Log, said: Callable) -> None:
    said("tom", "amina")
    text = body(log_in("kari"), "/ungdommer/")
    assert f"/ungdom/{house.young['jonas'].id}/" in text
    assert 'Amina Prøve</a> <span class="state"><span class="dot"' in text
    assert "Elias" not in text


def test_a_counsellor_sees_the_classes_of_the_school(house: House, log_in: Log) -> None:
    text = body(log_in("ingrid"), "/ungdommer/")
    assert f"/ungdommer/klasse/{house.groups['1BAA'].id}/" in text
    assert "1STA" not in text


def test_who_holds_a_baton_has_the_young_person_on_top(house: House, log_in: Log, said: Callable) -> None:
    assert "Ingen ungdommer ligger hos deg" in body(log_in("noor"), "/ungdommer/")
    said("tom", "amina")
    text = body(log_in("kari"), "/ungdommer/")
    assert text.index("Du har ansvar for en uro om") < text.index("Amina Prøve") < text.index("Jonas Prøve")


@pytest.mark.parametrize("words", ["jonas", "Prøve Jonas", "1baa", "90000001", "+47 900 00 001"])
def test_the_search_finds_by_name_class_and_phone(
    words: str, house: House, log_in: Log, facts: Callable
) -> None:
    facts("jonas")
    assert ContactPoint.objects.filter(value="90000001").exists()
    client = log_in("ingrid")
    text = body(client, "/ungdommer/", q=words)
    assert f'<a href="/ungdom/{house.young["jonas"].id}/">Jonas Prøve</a>' in text
    assert "1BAA · Fjordvik · 2010" in text


def test_a_stranger_s_pupil_is_found_without_a_link_and_without_a_word_of_what_there_is(
    house: House, log_in: Log, said: Callable
) -> None:
    before = body(log_in("sven"), "/ungdommer/", q="amina")
    said("tom", "amina")
    after = body(log_in("sven"), "/ungdommer/", q="amina")
    assert "<strong>Amina Prøve</strong>" in before
    assert f"/ungdom/{house.young['amina'].id}/" not in before
    assert _main(after) == _main(before)


def test_too_little_to_search_by_is_said(house: House, log_in: Log) -> None:
    assert "Skriv litt mer." in body(log_in("kari"), "/ungdommer/", q="j")
    assert "Fødselsnummeret stemmer ikke." in body(log_in("kari"), "/ungdommer/", q="12345678901")
    assert "Ingen treff" in body(log_in("kari"), "/ungdommer/", q="Zzyzx")


def test_what_is_searched_for_never_comes_from_or_into_an_address(house: House, log_in: Log) -> None:
    client = log_in("kari")
    assert "Treff" not in body(client, "/ungdommer/?q=jonas")
    text = body(client, "/ungdommer/", q="jonas")
    assert '<form class="search" method="post" action="/ungdommer/"' in text


def test_the_class_shows_those_whom_the_viewer_may_see(house: House, log_in: Log, said: Callable) -> None:
    path = f"/ungdommer/klasse/{house.groups['1BAA'].id}/"
    said("tom", "amina")
    assert "ingenting er gjort ennå" in body(log_in("ingrid"), path)
    subject_teacher = body(log_in("tom"), path)
    assert "Amina Prøve" in subject_teacher
    assert "ingenting er gjort ennå" not in subject_teacher
    for stranger in ("sven", "noor", "cato"):
        assert log_in(stranger).get(path).status_code == 404


@pytest.mark.parametrize("who", ["lise", "jonas_self"])
def test_a_family_does_not_look_at_a_class(who: str, house: House, log_in: Log) -> None:
    assert log_in(who).get("/ungdommer/").status_code == 403
    assert log_in(who).get(f"/ungdommer/klasse/{house.groups['1BAA'].id}/").status_code == 404


def test_who_meets_nobody_by_name_is_refused_with_the_reason(house: House, log_in: Log) -> None:
    house.member("anna", "county_analyst", "county")
    house.member("eva", "evaluator", "county")
    for who in ("ada", "anna", "eva"):
        for answer in (log_in(who).get("/ungdommer/"), log_in(who).post("/ungdommer/", {"q": "prøve"})):
            assert answer.status_code == 403
            assert "Din rolle møter ingen ved navn." in answer.content.decode()
        assert log_in(who).post("/si-fra/other/", {"q": "prøve"}).status_code == 403


@pytest.mark.parametrize("who", ["kari", "ingrid", "noor", "cato"])
def test_lists_take_at_most_twelve_queries(who: str, house: House, log_in: Log, said: Callable) -> None:
    said("tom", "amina")
    client = log_in(who)
    with queries() as asked:
        body(client, "/ungdommer/")
    assert len(asked) <= 12
    with queries() as asked:
        body(client, "/ungdommer/", q="prøve")
    assert len(asked) <= 12


def _main(page: str) -> str:
    return (
        page.split("<main")[1].split('<form class="search"')[0]
        + page.split("<main")[1].split("</form>", 1)[1]
    )
