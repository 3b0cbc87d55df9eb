"""Cato reads what a rule would bring, and switches it on, with the keyboard alone."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.keyboard import Keyboard

REASON = "Prøves ut i to måneder."


def test_on_with_a_reason(visit: Callable[..., Page]) -> None:
    page = visit("cato", "/regelboka/mondays-and-fridays/")
    keys = Keyboard(page)
    keys.to("Hvorfor")
    keys.type(REASON)
    keys.follow("Slå på")
    assert REASON in page.locator("main").inner_text()
    assert page.get_by_role("button", name="Slå av").is_visible()
