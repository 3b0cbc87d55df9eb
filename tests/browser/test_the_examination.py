"""The examination of pages itself: it finds what it is there to find."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Visitor
from tests.browser.examine import examine, validate


@pytest.mark.parametrize(
    ("sheet", "found"),
    [
        ("web/tettpaa.css", "our own style sheet"),
        ("vendor/udir.css", "the theme"),
        ("vendor/inter.css", "the letters"),
    ],
)
def test_a_page_without_a_style_sheet(sheet: str, found: str, visitor: Callable[..., Visitor]) -> None:
    nobody = visitor("")
    nobody.page.route(f"**/{sheet}", lambda route: route.fulfill(body="", content_type="text/css"))
    nobody.go("/logg-inn/")
    assert any(found in what for what in examine(nobody.page))


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (".page { width: 500px }", "wider than the screen"),
        (".ds-button { color: #999 !important; background: #aaa !important }", "color-contrast"),
        ("*:focus-visible { outline: none !important; box-shadow: none !important }", "focus does not show"),
        (
            ".languages { gap: 0 } .languages button { padding: 0; width: 10px; overflow: hidden }",
            "target-size",
        ),
    ],
)
def test_a_page_with_a_bad_rule(rule: str, found: str, visitor: Callable[..., Visitor]) -> None:
    nobody = visitor("")
    nobody.go("/logg-inn/")
    nobody.page.evaluate(
        "rule => { const one = new CSSStyleSheet(); one.replaceSync(rule); document.adoptedStyleSheets = [one]; }",
        rule,
    )
    assert any(found in what for what in examine(nobody.page))


def test_html_that_is_not_valid(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<!DOCTYPE html><html lang=nb><p><div></p>", encoding="utf-8")
    assert validate(tmp_path)


def test_what_fails_in_the_browser_is_kept(visitor: Callable[..., Visitor]) -> None:
    nobody = visitor("")
    nobody.go("/logg-inn/")
    nobody.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=/static/finnes-ikke.svg>')")
    nobody.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")
    nobody.page.wait_for_timeout(300)
    assert any("finnes-ikke" in what for what in nobody.troubles)
    assert any("Content Security Policy" in what for what in nobody.troubles)
    nobody.troubles.clear()
