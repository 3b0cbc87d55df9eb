"""Kari opens Å gjøre: what waits, why, until when, and what happens if she does nothing."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.concerns.conftest import text


def test_each_stands_where_its_deadline_puts_it(log_in, said, do, on):
    with on(date(2026, 11, 17)):
        said("tom", "jonas", words="Borte fire mandager på rad.")
    today = said("hanne", "amina", words="Kommer ofte innom.", urgency="today")
    late_page = log_in("kari").get("/")
    page = text(late_page)
    assert page.index("Over fristen") < page.index("Jonas Prøve") < page.index("I dag og i morgen")
    assert page.index("I dag og i morgen") < page.index("Amina Prøve")
    assert "4 dager over" in page
    assert "«Borte fire mandager på rad.» Sagt fra av Tom Testesen." in page
    assert f'href="/uro/{today}/"' in late_page.content.decode()


def test_the_first_sentence_says_what_happens_otherwise(log_in, said, on):
    with on(date(2026, 11, 17)):
        said("tom", "jonas")
    said("hanne", "amina")
    page = text(log_in("kari").get("/"))
    assert "2 venter på deg. 1 er over fristen og går videre til rådgiver i dag hvis du ikke tar den." in page


def test_only_the_most_pressing_has_the_primary_button(log_in, said):
    for _ in range(3):
        said("tom", "amina")
    main = log_in("kari").get("/").content.decode().split("<main", 1)[1]
    assert main.count('data-variant="primary"') == 1


def test_what_one_is_asked_to_take_stands_apart_with_its_own_deadline(house, log_in, said, do):
    concern = said("tom", "amina")
    kari = log_in("kari")
    asked = {"to": house.users["noor"].id, "unit": house.units["nav"].id, "reason": "Praksisplass."}
    do(kari, concern, "pass_on", **asked, processing="public_task", exception="other_agency_13b5")
    page = text(log_in("noor").get("/"))
    assert "Tilbudt deg 1" in page
    assert "Kari Testesen spør om du kan ta imot." in page
    assert "Svar innen" in page
    assert "Les og svar" in page
    assert "Venter på svar fra Noor Testesen." in text(kari.get("/"))


def test_nothing_waits_and_the_page_says_what_that_means(log_in):
    page = text(log_in("tom").get("/"))
    assert "Ingenting venter på deg" in page
    assert "Når noen sier fra om en av dine" in page


def test_one_without_a_place_is_told_why_it_is_empty(house, log_in):
    house.user("nils_ny")
    assert "Du er ikke knyttet til noe sted ennå" in text(log_in("nils_ny").get("/"))


def test_another_school_sees_nothing_of_it(log_in, said):
    said("tom", "amina")
    assert "Amina" not in text(log_in("synne").get("/"))


def test_more_rows_ask_no_more_of_the_database(log_in, said):
    kari = log_in("kari")
    said("tom", "amina")
    kari.get("/")
    with CaptureQueriesContext(connection) as few:
        kari.get("/")
    for _ in range(5):
        said("hanne", "jonas")
    with CaptureQueriesContext(connection) as many:
        kari.get("/")
    assert len(many) <= len(few) + 1
