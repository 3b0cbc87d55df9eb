"""Somebody who stands there twice is made one, and two again if it was wrong."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.support.house import House
from tests.support.queries import queries
from tests.web.concerns.conftest import text
from tettpaa.access.refresh import refresh
from tettpaa.pathway.models import Enrolment, YoungPerson

Log = Callable[..., Client]
PATH = "/ungdommer/like/"


@pytest.fixture
def double(house: House) -> YoungPerson:
    """Jonas once more, without a class and with a phone."""
    jonas = house.young["jonas"]
    row = YoungPerson.objects.create(
        id=uuid.uuid4(), given_name="Jonas", family_name="Prøve", born=jonas.born, phone="+4790000001"
    )
    Enrolment.objects.create(
        id=uuid.uuid4(), person=row, unit=house.units["fjordvik"], level="vg1", first=house.term
    )
    refresh()
    return row


def merge(client: Client, keep: YoungPerson, double: YoungPerson) -> HttpResponse:
    return client.post(PATH, {"keep": keep.id, "both": [keep.id, double.id]}, follow=True)


@pytest.mark.parametrize("who", ["ingrid", "per", "rita"])
def test_the_two_stand_side_by_side_with_why(
    who: str, house: House, double: YoungPerson, log_in: Log
) -> None:
    page = text(log_in(who).get(PATH))
    assert "To rader med samme navn og fødselsdato" in page
    assert page.count("Født 3. mai 2010") == 2
    assert "Telefon +4790000001" in page
    assert "Plass 1BAA, Fjordvik fra 17. august 2026" in page


def test_the_way_there_is_for_those_who_may(house: House, log_in: Log) -> None:
    assert f'href="{PATH}"' in log_in("ingrid").get("/ungdommer/").content.decode()
    assert f'href="{PATH}"' not in log_in("kari").get("/ungdommer/").content.decode()


def test_they_are_made_one_and_two_again(house: House, double: YoungPerson, log_in: Log) -> None:
    client, jonas = log_in("ingrid"), house.young["jonas"]
    page = merge(client, jonas, double)
    assert "De er slått sammen. Du kan angre det nederst på siden." in text(page)
    assert "Jonas Prøve tok over for Jonas Prøve" in text(page)
    assert "av Ingrid Testesen" in text(page)
    assert "To rader med" not in text(page)
    done = re.search(r'name="merge" value="([^"]+)"', page.content.decode())[1]
    page = client.post(PATH, {"merge": done}, follow=True)
    assert "De er to igjen." in text(page)
    assert "To rader med" in text(page)
    assert "Slått sammen" not in text(page).split("De er to igjen.")[1]
    assert "skilt fra før" in text(client.post(PATH, {"merge": done}, follow=True))


def test_what_was_merged_meanwhile_is_told(house: House, double: YoungPerson, log_in: Log) -> None:
    client, jonas = log_in("ingrid"), house.young["jonas"]
    merge(client, jonas, double)
    assert merge(client, jonas, double).status_code == 403  # the double is out of sight


def test_a_stranger_s_pupil_is_not_drawn_in(house: House, double: YoungPerson, log_in: Log) -> None:
    answer = merge(log_in("ingrid"), house.young["elias"], double)
    assert answer.status_code == 403
    assert "Du må kunne se begge" in answer.content.decode()


@pytest.mark.parametrize(
    "posted", [{}, {"keep": "x", "both": ["x", "y"]}, {"merge": "x"}, {"keep": str(uuid.uuid4()), "both": []}]
)
def test_senseless_ids_are_not_there(posted: dict, house: House, log_in: Log) -> None:
    assert log_in("ingrid").post(PATH, posted).status_code == 404


def test_another_school_sees_nothing_of_it(house: House, double: YoungPerson, log_in: Log) -> None:
    merge(log_in("ingrid"), house.young["jonas"], double)
    page = text(log_in("synne").get(PATH))
    assert "Ingen ser ut til å stå to ganger" in page
    assert "Jonas" not in page


@pytest.mark.parametrize("who", ["kari", "hanne", "noor", "cato", "ada", "lise", "jonas_self"])
def test_others_are_told_who_decides(who: str, house: House, double: YoungPerson, log_in: Log) -> None:
    client = log_in(who)
    for answer in (client.get(PATH), merge(client, house.young["jonas"], double)):
        assert answer.status_code == 403
        assert "Rådgiver, avdelingsleder eller rektor avgjør" in answer.content.decode()


def test_the_page_takes_at_most_twelve_queries(house: House, double: YoungPerson, log_in: Log) -> None:
    client = log_in("ingrid")
    with queries() as asked:
        assert client.get(PATH).status_code == 200
    assert len(asked) <= 12, "\n".join(asked)


@pytest.mark.parametrize(("language", "words"), [("nn", "same namn"), ("en", "same name")])
def test_it_is_read_in_the_other_languages(
    language: str, words: str, house: House, double: YoungPerson, log_in: Log
) -> None:
    assert words in text(log_in("ingrid", language).get(PATH))
