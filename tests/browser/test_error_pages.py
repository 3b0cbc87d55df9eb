"""When something fails, the page that says so is as good as the others, with or without a log-in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Visitor
from tests.browser.examine import looked_at

FORM_OF_ANOTHER_SITE = """() => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/meldinger/lest/";
  document.body.append(form);
  form.submit();
}"""


@pytest.mark.parametrize(
    ("status", "address", "says"),
    [
        (400, "/brist/400/", "Vi forsto ikke det nettleseren sendte"),
        (403, "/brist/403/", "Dette kan du ikke gjøre"),
        (404, "/finnes-ikke/", "Vi finner ikke siden"),
        (500, "/brist/500/", "Noe gikk galt hos oss"),
    ],
)
def test_it_says_what_is_wrong(
    status: int, address: str, says: str, visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    kari = visitor("kari")
    kari.expected = {status}
    html = kari.go(address)
    assert kari.page.get_by_role("heading", level=1).inner_text() == says
    looked_at(kari.page, html, tmp_path)


def test_a_form_that_is_not_ours_is_refused_in_words(visitor: Callable[..., Visitor], tmp_path: Path) -> None:
    kari = visitor("kari")
    kari.expected = {403}
    kari.go("/")
    with kari.page.expect_navigation() as gone:
        kari.page.evaluate(FORM_OF_ANOTHER_SITE)
    assert "Siden har ligget åpen for lenge" in kari.page.locator("h1").inner_text()
    looked_at(kari.page, gone.value.text(), tmp_path)


def test_all_is_well(visitor: Callable[..., Visitor], tmp_path: Path) -> None:
    nobody = visitor("")
    html = nobody.go("/helse")
    assert "Alt er vel" in html
    looked_at(nobody.page, html, tmp_path)
