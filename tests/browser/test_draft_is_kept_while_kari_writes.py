"""Kari writes while Gard talks; the phone rings and the window is closed. What she wrote stands there afterwards."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

SAID = "Liker å være ute, og er aldri borte fra gym."


def test_kept_without_a_click(site: Site, visit: Callable[..., Page]) -> None:
    page = visit("kari", f"/ungdom/{site.people['gard']}/")
    page.get_by_role("button", name="Begynn kartlegging").click()
    page.get_by_role("link", name="Jeg noterer det Gard sier").click()
    page.get_by_label("Hva går bra for tiden").or_(page.get_by_label("Hva er en bra dag")).fill(SAID)
    expect(page.locator("[data-said]")).to_contain_text("Kladden er lagret", timeout=10_000)
    address = page.url

    other = visit("ingrid", address.split(site.address)[1])
    assert SAID not in other.content()
    again = visit("kari", address.split(site.address)[1])
    assert again.locator("textarea").first.input_value() == SAID
    again.get_by_role("button", name="Lagre svarene").click()
    expect(again.get_by_role("status").first).to_contain_text("Svarene er lagret")
    assert SAID in visit("ingrid", address.split(site.address)[1].split("?")[0]).locator("main").inner_text()
