"""Ingrid sees what Kari said about Nor, decides and closes it, with the keyboard alone."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.keyboard import Keyboard
from tests.support.life import WORDS


def test_seen_decided_and_closed(site: Site, visit: Callable[..., Page]) -> None:
    page = visit("ingrid")
    keys = Keyboard(page)
    keys.follow("Se på: Nor Prøve")
    assert WORDS["waiting"] in page.locator("main").inner_text()
    keys.follow("Jeg har sett det")
    assert "Notert at du har sett det" in page.get_by_role("status").inner_text()

    keys.to("Jeg følger det opp her")
    keys.press("Space")
    keys.to("Hva skal gjøres, og hvorfor?")
    keys.type("Samtale i morgen, og så sammen med kontaktlæreren.")
    keys.follow("Bestem")
    assert "følges opp her" in page.locator("main").inner_text().lower()

    keys.to("Det er bedre")
    keys.press("Space")
    keys.press("ArrowDown")
    assert page.get_by_label("Tiltak er på plass").is_checked()
    keys.to("Med egne ord")
    keys.type("Nor har fått en fast voksen å gå til.")
    keys.follow("Avslutt")
    assert "Avsluttet" in page.locator(".ds-alert h2").inner_text()

    told = visit("kari", f"/si-fra/sendt/{site.statements['waiting']}/").locator(".receipts").inner_text()
    for receipt in ("har sett det", "har bestemt: følges opp her", "har fulgt det opp og avsluttet"):
        assert receipt in told


def test_what_is_missing_has_the_focus_near_it(
    visit: Callable[..., Page], site: object, visitor: Callable
) -> None:
    """An empty form comes back with a summary whose links lead to the fields."""
    kari = visitor("kari")
    kari.expected = {422}
    kari.go(f"/uro/{site.concerns['seen']}/")
    keys = Keyboard(kari.page)
    keys.to("Jeg følger det opp her")
    keys.follow("Bestem")
    keys.to("Hva skal skje?")
    keys.press("Enter")
    assert kari.page.evaluate("document.activeElement.closest('fieldset').id") == "decide-decision"
