"""Before a sensitive act, whoever came from a provider shows there again who they are."""

from collections.abc import Callable

import psycopg
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing
from playwright.sync_api import Page, expect

from tests.login.conftest import Site, at_provider, is_in

SALT = "django.contrib.sessions.SessionStore"


def long_ago(site: Site, page: Page) -> None:
    """As if the log-in of this browser was an hour ago, in everything that asks again."""
    (key,) = [one["value"] for one in page.context.cookies() if one["name"] == "sessionid"]
    (data,) = site.ask("select session_data from django_session where session_key = %s", key)[0]
    told = signing.loads(data, salt=SALT)
    for record in told["account_authentication_methods"]:
        record["at"] -= 3600
    changed = signing.dumps(told, salt=SALT, serializer=JSONSerializer, compress=True)
    with psycopg.connect(site.database) as connection:
        connection.execute(
            "update django_session set session_data = %s where session_key = %s", [changed, key]
        )


def test_ola_logs_in_again_at_the_provider(site: Site, visitor: Callable[..., Page]) -> None:
    page = visitor()
    at_provider(page, "Ansattporten", "ola")
    expect(page).to_have_url(f"{site.address}/")
    long_ago(site, page)
    page.goto(f"{site.address}/min-innlogging/sikring/")
    page.get_by_role("link", name="Logg inn på nytt med Ansattporten").click()
    page.get_by_label("Name").fill("ola")  # the provider asks, though it knows the browser
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{site.address}/min-innlogging/sikring/")


def test_somebody_else_has_shown_nothing(site: Site, visitor: Callable[..., Page]) -> None:
    page = visitor()
    at_provider(page, "ID-porten", "lise")
    expect(page).to_have_url(f"{site.address}/")
    long_ago(site, page)
    page.goto(f"{site.address}/min-innlogging/sikring/")
    page.get_by_role("link", name="Logg inn på nytt med ID-porten").click()
    page.get_by_label("Name").fill("elin")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Det var en annen som logget inn")).to_be_visible()
    assert is_in(page)
    page.goto(f"{site.address}/min-innlogging/sikring/")
    expect(page.get_by_role("heading", name="Bekreft at det er deg")).to_be_visible()
