"""Hanne logs in, mistypes once, and logs out again."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.browser.examine import NARROW, accessible
from tests.support.life import PASSWORD


def test_with_the_wrong_password_and_then_the_right_one(visitor: Callable[..., Visitor]) -> None:
    somebody = visitor("", NARROW)
    somebody.expected.add(422)
    somebody.go("/ungdommer/")
    page = somebody.page
    assert page.locator("h1").inner_text() == "Logg inn"
    page.get_by_label("Brukernavn").fill("hanne")
    page.get_by_label("Passord").fill("feil")
    page.get_by_role("button", name="Logg inn").click()
    assert "stemmer ikke" in page.locator(".ds-error-summary").inner_text()
    assert not accessible(page)

    assert page.get_by_label("Brukernavn").input_value() == "hanne"
    page.get_by_label("Passord").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/ungdommer/")

    page.get_by_text("Meny", exact=True).click()
    page.get_by_role("button", name="Logg ut").click()
    assert page.locator("h1").inner_text() == "Logg inn"


def test_the_language_is_chosen_before_one_is_known(visit: Callable[..., Page]) -> None:
    page = visit("", "/logg-inn/")
    page.get_by_role("button", name="English").click()
    assert page.locator("h1").inner_text() == "Log in"
    assert page.locator("html").get_attribute("lang") == "en"
