"""The pages in nynorsk and English: nothing is left in bokmål, and longer words fit on a phone."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Site, Visitor
from tests.browser.examine import NARROW, WIDER, left_over
from tests.browser.pages import CAST, addresses


@pytest.mark.parametrize("language", ["nn", "en"])
@pytest.mark.parametrize("who", CAST)
def test_the_pages_of(who: str, language: str, site: Site, visitor: Callable[..., Visitor]) -> None:
    visits = visitor(who, NARROW, locale=language)
    wrong = []
    for address in addresses(who, site):
        assert f'<html lang="{language}"' in visits.go(address)
        found = left_over(visits.page, language) + visits.page.evaluate(WIDER, NARROW)
        wrong += [f"{address}: {what}" for what in found]
    assert not wrong, "\n".join(wrong)
