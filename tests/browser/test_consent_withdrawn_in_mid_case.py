"""Jonas lets NAV in from his phone, and takes it back: Noor sees her own measure only."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.conftest import Site, Visitor


def test_from_yes_to_nothing(site: Site, visit: Callable[..., Page], visitor: Callable[..., Visitor]) -> None:
    jonas = visit("jonas_self", "/", width=360)
    jonas.get_by_role("link", name="Samtykkene dine").click()
    jonas.get_by_role("link", name="Hjelp fra NAV til jobb, praksis eller penger").click()
    jonas.get_by_role("radio", name="Nav").check()
    jonas.get_by_label("Fravær").check()
    jonas.get_by_label("Uro, kartlegging og planen").check()
    jonas.get_by_role("button", name="Ja, dette er greit").click()
    assert "gjelder" in jonas.locator("main").inner_text()

    nav = visitor("noor")
    nav.go(f"/ungdom/{site.people['jonas']}/")
    noor, nav.expected = nav.page, {404}
    assert "fordi ungdommen har samtykket til Nav" in noor.locator("main").inner_text()
    noor.get_by_role("link", name="Sagt fra").first.click()
    concern = noor.url

    jonas.get_by_role("button", name="Trekk samtykket").click()
    assert "Nav ser ikke lenger" in jonas.locator("main").inner_text()

    assert noor.goto(concern).status == 404
    noor.goto(f"{site.address}/ungdom/{site.people['jonas']}/")
    page = noor.locator("main").inner_text()
    assert "fordi du har ansvaret nå" in page, "her own measure she has until it is handed back"
    assert "samtykket" not in page
    noor.goto(f"{site.address}/meldinger/")
    assert "har trukket et samtykke" in noor.locator("main").inner_text()
