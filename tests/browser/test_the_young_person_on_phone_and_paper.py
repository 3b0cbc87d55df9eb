"""Kari reads Jonas' page on the way to class, and prints it for the meeting."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.examine import NARROW

PAPER = 688
"""CSS pixels between the margins of an A4 sheet."""


def test_the_timeline_opens_at_today(site: Site, visit: Callable[..., Page]) -> None:
    page = visit("kari", f"/ungdom/{site.people['jonas']}/", NARROW)
    box = page.locator(".timeline .scroll").bounding_box()
    today = page.locator(".timeline .today").bounding_box()
    assert box["x"] < today["x"] < box["x"] + box["width"]


def test_on_paper_everything_is_unfolded_and_nothing_is_to_be_pressed(
    site: Site, visit: Callable[..., Page]
) -> None:
    page = visit("kari", f"/ungdom/{site.people['jonas']}/", PAPER)
    page.emulate_media(media="print")
    assert page.get_by_role("table", name="Fravær uke for uke").is_visible()
    assert page.get_by_text("Makuler den når du er ferdig").is_visible()
    for away in (".masthead", ".footer", ".baton .ds-button", "summary", ".ds-breadcrumbs"):
        assert not any(one.is_visible() for one in page.locator(away).all()), away
    # The letters may come after the page.
    assert page.evaluate("document.fonts.ready.then(() => document.documentElement.scrollWidth)") <= PAPER


def test_figures_without_names_need_no_shredder(visit: Callable[..., Page]) -> None:
    page = visit("cato", "/skolen/", PAPER)
    page.emulate_media(media="print")
    assert page.get_by_role("table", name="Hvem trenger noen, per skole").is_visible()
    assert page.get_by_text("Makuler den").count() == 0
