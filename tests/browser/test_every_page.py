"""Every page, by those who use it: styled, accessible, valid, and never wider than a phone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.browser.conftest import Site, Visitor
from tests.browser.examine import NARROW, WIDER, accessible, examine, left_over, validate
from tests.browser.pages import CAST, NO_PAGES, PAGES, addresses


def names(resolver: URLResolver) -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            assert one.name, f"{one.pattern} has no name"
            yield one.name
        else:
            yield from names(one)


def test_every_address_is_looked_at_here() -> None:
    looked_at = {name for name, _, _ in PAGES}
    assert set(names(get_resolver())) == looked_at | set(NO_PAGES)
    assert not looked_at & set(NO_PAGES)


@pytest.mark.parametrize("who", CAST)
def test_the_pages_of(who: str, site: Site, visitor: Callable[..., Visitor], tmp_path: Path) -> None:
    visits = visitor(who)
    wrong = []
    for number, address in enumerate(addresses(who, site)):
        html = visits.go(address)
        (tmp_path / f"{number}.html").write_text(html, encoding="utf-8")
        assert '<html lang="nb"' in html
        found = examine(visits.page) + left_over(visits.page, "nb")
        wrong += [f"{address}: {what}" for what in found]
    if who:
        wrong += menu(visits)
    wrong += validate(tmp_path)
    assert not wrong, "\n".join(wrong)


def menu(visits: Visitor) -> list[str]:
    """The menu, unfolded on a phone, on the page that was last open."""
    visits.page.reload()
    visits.page.locator(".menu > summary").click()
    return accessible(visits.page, ".menu") + visits.page.evaluate(WIDER, NARROW)
