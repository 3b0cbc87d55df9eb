"""Ingrid writes down the clarification talk with Emil, with the keyboard alone."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.keyboard import Keyboard

WAS_THERE = ("Ungdommen", "Skoleledelsen", "Kontaktlærer eller rådgiver", "Oppfølgingstjenesten", "Foresatte")
GONE_THROUGH = (
    "Ungdommen visste",
    "Ungdommen har sagt",
    "Hva skolen kan",
    "Andre veier",
    "Hva som skjer med",
    "Hvem som tar kontakt",
)


def test_held_and_decided(site: Site, visit: Callable[..., Page]) -> None:
    page = visit("ingrid", f"/avklaring/{site.mappings['talk']}/")
    keys = Keyboard(page)
    for name in WAS_THERE:
        keys.to(f"{name} – skal være med")
        keys.press("Space")
    for name in GONE_THROUGH:
        keys.to(name)
        keys.press("Space")
    keys.to("Hva kom dere fram til?")
    keys.type("Emil blir, og får praksis på fredager.")
    keys.to("Fortsetter, med det vi ble enige om")
    keys.press("Space")
    keys.follow("Samtalen er holdt")
    said = page.locator("main").inner_text()
    assert "Fortsetter, med det vi ble enige om" in said
    assert "Emil blir, og får praksis på fredager." in said
