"""Ingrid answers for Gard that it is known, with and without scripts, and takes it back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.examine import NARROW, WIDE


@pytest.mark.parametrize(("width", "scripts"), [(WIDE, True), (NARROW, False)])
def test_known_and_undone(width: int, scripts: bool, site: Site, visit: Callable[..., Page]) -> None:
    path = f"/signaler/?klasse={site.groups['1BAA']}"
    page = visit("ingrid", path, width, java_script_enabled=scripts)
    page.get_by_label("Gard Prøve").check()
    part = page.get_by_role("region", name="Hva svarer du?")
    part.get_by_role("combobox").first.select_option(index=1)
    part.get_by_role("button", name="Kjent fra før").click()
    answered = page.locator("#answered li", has_text="Gard Prøve").first
    answered.wait_for()
    assert page.get_by_label("Gard Prøve").count() == 0

    answered.get_by_role("button", name="Angre").click()
    page.get_by_label("Gard Prøve").wait_for()


def test_the_page_counts_while_one_ticks(site: Site, visit: Callable[..., Page]) -> None:
    page = visit("ingrid", f"/signaler/?klasse={site.groups['1BAA']}")
    tally = page.get_by_role("region", name="Hva svarer du?").get_by_role("status")
    page.get_by_label("Gard Prøve").check()
    assert tally.inner_text() == "1 er valgt."
    page.get_by_role("link", name="Velg alle").click()
    boxes = page.locator(".young input")
    assert all(box.is_checked() for box in boxes.all())
    assert tally.inner_text() == f"{boxes.count()} er valgt."
