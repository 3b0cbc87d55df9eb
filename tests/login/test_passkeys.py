"""A passkey in a real browser, on an authenticator that the browser itself plays."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.login.conftest import Site, by_password, is_in


def with_authenticator(page: Page) -> Page:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                     "hasUserVerification": True, "isUserVerified": True,
                     "automaticPresenceSimulation": True}},
    )  # fmt: skip
    return page


def test_ada_makes_a_passkey_and_comes_in_with_it(site: Site, visitor: Callable[..., Page]) -> None:
    page = with_authenticator(visitor())
    by_password(page, "ada")
    page.get_by_role("button", name="Lag en passnøkkel").click()
    expect(page.get_by_role("heading", name="Reservekoder")).to_be_visible()
    assert page.locator(".codes li").count() == 10
    page.get_by_role("link", name="Gå videre").click()
    expect(page).to_have_url(f"{site.address}/")

    page.context.clear_cookies()
    page.goto(f"{site.address}/logg-inn/")
    by_password(page, "ada")
    expect(page.get_by_role("heading", name="Bekreft at det er deg")).to_be_visible()
    assert not is_in(page)
    page.get_by_role("button", name="Bruk passnøkkel").click()
    expect(page).to_have_url(f"{site.address}/")
    assert is_in(page)

    stranger = with_authenticator(visitor())
    by_password(stranger, "ada")
    stranger.get_by_role("button", name="Bruk passnøkkel").click()
    expect(stranger.get_by_text("Det ble ikke noe av")).to_be_visible()
    assert not is_in(stranger)


def test_without_javascript_the_page_says_that_codes_work(visitor: Callable[..., Page]) -> None:
    page = visitor(java_script_enabled=False)
    by_password(page, "tom")
    expect(page.get_by_text("En passnøkkel virker bare når JavaScript er på")).to_be_visible()
    expect(page.get_by_role("button", name="Lag en passnøkkel")).to_be_hidden()
    expect(page.get_by_label("Koden som appen viser")).to_be_visible()
