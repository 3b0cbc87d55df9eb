"""Tom says something about Emil and touches no mouse on the way."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.keyboard import Keyboard

WORDS = "Kommer for sent hver dag, og sier at bussen går for tidlig."


def test_from_the_front_page_to_the_receipt(visit: Callable[..., Page]) -> None:
    page = visit("tom")
    keys = Keyboard(page)
    keys.follow("Si fra")
    keys.follow("Noe annet")
    keys.type("emil")  # the search has the focus, and finds while one types
    page.locator("#found").get_by_role("link", name="Emil Prøve").wait_for()
    keys.follow("Emil Prøve")
    keys.to("Hva har du sett eller hørt?")
    keys.type(WORDS)
    keys.to("Denne uka holder")
    keys.press("ArrowDown")
    assert page.get_by_label("I dag").is_checked()
    keys.follow("Send til Kari", "Space")

    assert page.locator("h1").inner_text() == "Takk. Det er tatt imot."
    assert WORDS in page.locator("main").inner_text()


def test_the_first_stop_leads_past_the_menu(visit: Callable[..., Page]) -> None:
    page = visit("tom")
    keys = Keyboard(page)
    keys.press("Tab")
    assert page.locator(":focus").inner_text() == "Hopp til innholdet"
    keys.press("Enter")
    keys.press("Tab")
    assert page.locator("main :focus").count() == 1


def test_escape_closes_the_menu_and_gives_the_focus_back(visit: Callable[..., Page]) -> None:
    page = visit("tom")
    keys = Keyboard(page)
    keys.to("Meny for Tom")
    keys.press("Enter")
    keys.to("Logg ut")
    keys.press("Escape")
    assert not page.get_by_role("button", name="Logg ut").is_visible()
    assert page.locator("summary:focus").count() == 1
