"""Kari runs the team's meeting from the keyboard: next, a name asked for, minutes kept while typing, a decision."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.keyboard import Keyboard

SAID = "Han vil ha praksis to dager i uka."
DECIDED = "Ringe snekkeren i Vika"


def test_from_the_first_to_the_next_with_a_decision(site: Site, visit: Callable[..., Page]) -> None:
    page = visit("kari", f"/moter/{site.meetings['coming']}/")
    keys = Keyboard(page)
    keys.follow("Start")
    first = page.locator("h1").inner_text()
    with page.expect_navigation():
        keys.press("j")
    assert page.locator("h1").inner_text() != first
    with page.expect_navigation():
        keys.press("k")
    assert page.locator("h1").inner_text() == first
    assert "Prøve" not in page.locator("main").inner_text()  # the room reads the screen
    keys.follow("Vis navnet på denne skjermen")
    assert "Prøve" in page.locator("h1").inner_text()

    keys.to("Referat")
    keys.press("End")
    keys.type(SAID)
    expect(page.get_by_role("status").filter(has_text="Lagret")).to_be_visible()
    keys.press("Tab")  # out of the field, so that a letter is a command again
    with page.expect_navigation():
        keys.press("b")
    keys.to("Hva gjør vi?")
    keys.type(DECIDED)
    keys.to("Hvem har ansvaret?")
    keys.type("Kari")
    keys.follow("Bestem")
    told = page.locator("main").inner_text()
    assert DECIDED in told
    assert SAID in page.get_by_role("textbox", name="Referat", exact=True).input_value()

    keys.follow("Ressursteam")
    keys.follow("Referat")
    assert DECIDED in page.locator("main").inner_text()
    assert SAID in page.locator("main").inner_text()
    page.goto(f"{site.address}/")
    assert DECIDED in page.locator("main").inner_text()
