"""Lise, on a phone that runs no script, answers what Kari asked; a text that was too old comes back with both."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.examine import NARROW


def test_a_guardian_answers(site: Site, visit: Callable[..., Page]) -> None:
    page = visit("lise", "/", NARROW, java_script_enabled=False, is_mobile=True, has_touch=True)
    page.get_by_role("link", name="Noen spørsmål om Jonas", exact=True).tap()
    page.get_by_label("Hvem snakker du med når noe er vanskelig").fill("Bestefar.")
    page.get_by_role("button", name="Lagre svarene").tap()
    page.get_by_text("Svarene er lagret").wait_for()
    assert page.get_by_label("Hvem snakker du med når noe er vanskelig").input_value() == "Bestefar."
    kari = visit("kari", f"/kartlegging/{site.mappings['open']}/").locator("main").inner_text()
    assert "Bestefar." in kari
    assert "Vi har flyttet fra hverandre" not in kari
