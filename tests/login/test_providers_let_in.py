"""Who comes from Feide, Ansattporten and ID-porten, and whom we know."""

from collections.abc import Callable

import pytest
from django.core import signing
from playwright.sync_api import Page, expect

from tests.login.conftest import NUMBERS, Site, at_provider, is_in


@pytest.mark.parametrize(
    ("provider", "who", "greeting"),
    [("Ansattporten", "ola", "Å gjøre"), ("ID-porten", "lise", "Meldinger")],
)
def test_somebody_we_know_by_their_number_comes_in(
    site: Site, visitor: Callable[..., Page], provider: str, who: str, greeting: str
) -> None:
    page = visitor()
    at_provider(page, provider, who)
    expect(page).to_have_url(f"{site.address}/")
    expect(page.locator("h1")).to_be_visible()
    assert greeting in page.content()
    assert is_in(page)


def test_the_number_is_kept_nowhere(site: Site, visitor: Callable[..., Page]) -> None:
    page = visitor()
    at_provider(page, "ID-porten", "lise")
    expect(page).to_have_url(f"{site.address}/")
    tables = site.ask("select tablename from pg_tables where schemaname = 'public'")
    for (table,) in tables:
        found = site.ask(f'select count(*) from "{table}" t where t::text like %s', f"%{NUMBERS['lise']}%")
        assert found == [(0,)], table
    salt = "django.contrib.sessions.SessionStore"
    for (data,) in site.ask("select session_data from django_session"):
        told = str(signing.loads(data, salt=salt))
        assert NUMBERS["lise"] not in told


def test_one_goes_on_to_the_page_that_was_asked_for(site: Site, visitor: Callable[..., Page]) -> None:
    page = visitor("/si-fra/")
    at_provider(page, "Ansattporten", "ola")
    expect(page).to_have_url(f"{site.address}/si-fra/")


def test_a_stranger_is_told_what_to_do_and_is_not_in(visitor: Callable[..., Page]) -> None:
    page = visitor()
    at_provider(page, "Feide", "stranger")
    expect(page.get_by_role("heading", name="Vi kjenner deg ikke ennå")).to_be_visible()
    expect(page.get_by_text("Be den som har ansvar for systemet")).to_be_visible()
    assert not is_in(page)


def test_staff_do_not_come_in_at_the_door_of_guardians(visitor: Callable[..., Page]) -> None:
    page = visitor()
    at_provider(page, "ID-porten", "ola")
    expect(page.get_by_role("heading", name="Vi kjenner deg ikke ennå")).to_be_visible()
    assert not is_in(page)


def test_staff_from_a_provider_with_one_factor_set_up_another(visitor: Callable[..., Page]) -> None:
    page = visitor()
    at_provider(page, "Feide", "kari")
    expect(page.get_by_role("heading", name="Sett opp ekstra sikring")).to_be_visible()
    assert not is_in(page)
