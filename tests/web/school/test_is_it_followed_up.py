"""Counsellors and leaders see how soon something happens, and whom nobody has done anything for."""

from collections.abc import Callable
from datetime import date

from django.test import Client

from tests.support.house import House
from tests.web.concerns.conftest import text
from tettpaa.kit import clock

PAGE = "/skolen/oppfolging/"


def test_who_is_forgotten_stands_first_with_the_day(
    house: House, log_in: Callable[..., Client], said: Callable
) -> None:
    with clock.frozen(date(2026, 10, 5)):
        said("tom", "amina")
    page = log_in("rita").get(PAGE)
    assert "Sist noen gjorde noe: 5. oktober" in text(page)
    assert f'href="/ungdom/{house.young["amina"].id}/"' in page.content.decode()


def test_it_says_so_when_nobody_is_forgotten(log_in: Callable[..., Client], said: Callable) -> None:
    said("tom", "amina")
    page = text(log_in("ingrid").get(PAGE))
    assert "Ingen er glemt" in page
    assert "Ingen tiltak er slutt" in page


def test_figures_of_few_are_held_back_but_what_waits_is_counted(
    log_in: Callable[..., Client], said: Callable
) -> None:
    said("tom", "amina")
    assert "sett – 1" in text(log_in("ingrid").get(PAGE))


def test_the_overview_leads_there_and_who_has_no_school_is_told_why_not(
    log_in: Callable[..., Client],
) -> None:
    assert f'href="{PAGE}' in log_in("ingrid").get("/skolen/").content.decode()
    answer = log_in("cato").get(PAGE)
    assert answer.status_code == 403
    assert "Oversikten er for rådgivere og ledere ved skolen." in text(answer)
