"""Tom, between two lessons, with a phone that runs no script: he says something about Amina, and Kari has it."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.examine import NARROW

WORDS = "Hun satt alene i kantina hele uka."
THUMB = 44
"""CSS pixels that a thumb needs (WCAG 2.5.5)."""


def test_said_and_received(visit: Callable[..., Page]) -> None:
    page = visit("tom", "/", NARROW, java_script_enabled=False, is_mobile=True, has_touch=True)
    page.get_by_role("banner").get_by_role("link", name="Si fra").tap()
    page.get_by_role("link", name="Noe annet").tap()
    page.get_by_label("Navn eller klasse").fill("amina")
    page.get_by_role("button", name="Søk").tap()
    page.get_by_role("link", name="Amina Prøve").first.tap()
    page.get_by_label("Hva har du sett eller hørt?").fill(WORDS)
    page.get_by_label("I dag").tap()
    send = page.get_by_role("button", name="Send til")
    assert "Kari" in send.inner_text()
    box = send.bounding_box()
    assert box["height"] >= THUMB
    assert box["x"] + box["width"] <= NARROW
    send.tap()
    page.wait_for_url("**/si-fra/sendt/*/")

    assert page.locator("h1").inner_text() == "Takk. Det er tatt imot."
    assert "Kari Testesen (kontaktlærer) har det" in page.locator(".receipts").inner_text()
    assert WORDS in page.locator("main").inner_text()
    assert "Amina Prøve" in visit("kari").locator("li", has_text=WORDS).inner_text()
