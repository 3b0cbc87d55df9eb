"""Kari and Bo make a plan, NAV has a measure in it, Noor evaluates it, and Kari reads what came of it."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.conftest import Site

GOAL = "Få lærlingplass nærmere hjemme."
AIM = "Bo møter en bedrift som tar lærlinger."


def test_from_the_goal_to_what_came_of_it(site: Site, visit: Callable[..., Page]) -> None:
    kari = visit("kari", f"/ungdom/{site.people['bo']}/")
    kari.get_by_role("button", name="Begynn en plan").click()
    kari.get_by_label("Nytt mål").fill(GOAL)
    kari.get_by_role("button", name="Lagre målet").click()
    kari.get_by_role("link", name="Legg til tiltak").click()
    kari.get_by_role("link", name="Arbeidspraksis med læreplanmål").click()
    kari.get_by_label("Skole, kontor eller tjeneste").select_option(label="Nav (NAV-kontor)")
    kari.get_by_role("button", name="Bytt").click()
    kari.get_by_label("Hvordan skal det hjelpe?").fill(AIM)
    kari.get_by_label("Hvem har ansvaret?").select_option(label="Noor Testesen")
    kari.get_by_label("Det er nødvendig for å fremme skolens egne oppgaver").check()
    kari.get_by_role("button", name="Legg i planen").click()
    assert "1 tiltak pågår" in kari.locator(".lede").inner_text()

    noor = visit("noor", "/")
    noor.get_by_role("link", name="Bo Prøve").first.click()
    assert AIM in noor.locator("main").inner_text()
    noor.get_by_role("group", name="Ble det gjort som planlagt?").get_by_label("Ja").check()
    noor.get_by_role("group", name="Hjalp det?").get_by_label("Ja").check()
    noor.get_by_label("Hva skjedde, og hva lærte dere?").fill("Bo fikk plass fra januar.")
    noor.get_by_role("button", name="Lagre evalueringen").click()
    assert noor.get_by_role("link", name="Bo Prøve").count() == 0

    kari.reload()
    assert "hjalp: ja" in kari.locator("main").inner_text()
    kari.get_by_role("link", name="Arbeidspraksis med læreplanmål").click()
    assert "Bo fikk plass fra januar." in kari.locator("main").inner_text()
