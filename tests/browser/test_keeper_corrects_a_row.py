"""Ada corrects a row of an import on a phone that runs no script."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.examine import NARROW


def test_the_wrong_cell_is_corrected(visit: Callable[..., Page]) -> None:
    page = visit("ada", "/karantene/", NARROW, java_script_enabled=False)
    page.get_by_role("link", name="absence.csv, linje 5", exact=True).click()
    page.get_by_label("ground", exact=True).fill("D")
    page.get_by_role("button", name="Lagre rettelsen").click()
    page.get_by_text("Raden er rettet.").wait_for()
    assert page.locator("h1").inner_text() == "Karantene"
