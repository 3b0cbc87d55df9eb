"""A form that must be mended says what and where, and what a search finds is as good as other pages."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Site, Visitor
from tests.browser.examine import looked_at


@pytest.mark.parametrize(
    ("who", "address", "button"),
    [
        ("tom", "/si-fra/other/person/{people[jonas]}/", "Send til Kari"),
        ("kari", "/uro/{concerns[seen]}/", "Bestem"),
        ("kari", "/uro/{concerns[seen]}/?enhet=", "Send til Fjordvik"),
        ("kari", "/uro/{concerns[followed]}/", "Avslutt"),
        ("kari", "/kartlegging/{mappings[open]}/", "Gått gjennom sammen"),
        ("ingrid", "/avklaring/{mappings[form]}/", "Samtalen er holdt"),
    ],
)
def test_an_empty_form_comes_back(
    who: str, address: str, button: str, site: Site, visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    visits = visitor(who)
    visits.expected = {422}
    visits.go(address.format_map(vars(site)))
    page = visits.page
    with page.expect_navigation() as sent:
        page.get_by_role("button", name=button, exact=button != "Send til Kari").click()
    assert sent.value.status == 422
    first = page.locator(".ds-error-summary a").first
    assert page.locator(first.get_attribute("href")).is_visible()
    looked_at(visits.page, sent.value.text(), tmp_path)


@pytest.mark.parametrize(
    ("address", "words"),
    [("/ungdommer/", "jonas"), ("/ungdommer/", "zzyzx"), ("/ungdommer/", "j"), ("/si-fra/other/", "elias")],
)
def test_a_search(address: str, words: str, visitor: Callable[..., Visitor], tmp_path: Path) -> None:
    visits = visitor("ingrid")
    visits.go(address)
    visits.page.locator("#q").fill(words)
    with visits.page.expect_navigation() as sent:
        visits.page.get_by_role("button", name="Søk").click()
    looked_at(visits.page, sent.value.text(), tmp_path)
