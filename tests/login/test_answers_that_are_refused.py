"""A provider's answer that isn't quite as it should be lets nobody in, and is met with a calm page."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.login.conftest import Site, at_provider, is_in

NOT_CONFIRMED = "Innloggingen kunne ikke bekreftes"
NOT_COMPLETED = "Innloggingen ble ikke fullført"


def refused(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("link", name="Til innloggingen")).to_be_visible()
    assert not is_in(page)


def answer_of(site: Site, page: Page, provider: str, who: str) -> str:
    """Log in at the provider, and catch its answer before it reaches the site."""
    site.misbehave(provider.lower(), "hold")
    at_provider(page, provider, who)
    return page.get_by_role("link", name="answer").get_attribute("href") or ""


@pytest.mark.parametrize(
    "how",
    ["issuer", "audience", "audiences", "nonce", "no_nonce", "expired", "stale", "signature", "unsigned"],
)
def test_a_token_that_is_wrong(site: Site, visitor: Callable[..., Page], how: str) -> None:
    site.misbehave("ansattporten", how)
    page = visitor()
    at_provider(page, "Ansattporten", "ola")
    refused(page, NOT_CONFIRMED)


def test_claims_about_somebody_else(site: Site, visitor: Callable[..., Page]) -> None:
    site.misbehave("feide", "userinfo")
    page = visitor()
    at_provider(page, "Feide", "kari")
    refused(page, NOT_CONFIRMED)


def test_a_log_in_that_is_not_sure_enough(site: Site, visitor: Callable[..., Page]) -> None:
    site.misbehave("ansattporten", "level")
    page = visitor()
    at_provider(page, "Ansattporten", "ola")
    refused(page, "Innloggingen var ikke sikker nok")


def test_a_provider_that_names_itself_another(site: Site, visitor: Callable[..., Page]) -> None:
    site.misbehave("ansattporten", "discovery")
    page = visitor()
    page.get_by_role("link", name="Logg inn med Ansattporten").click()
    refused(page, NOT_CONFIRMED)


def test_an_address_that_the_configuration_does_not_name_is_not_asked(
    site: Site, visitor: Callable[..., Page]
) -> None:
    site.misbehave("ansattporten", "host")
    page = visitor()
    at_provider(page, "Ansattporten", "ola")
    refused(page, "Ansattporten svarer ikke")


def test_the_same_answer_twice(site: Site, visitor: Callable[..., Page]) -> None:
    page = visitor()
    answer = answer_of(site, page, "Ansattporten", "ola")
    page.goto(answer)
    expect(page).to_have_url(f"{site.address}/")
    page.context.clear_cookies(name="sessionid")
    page.goto(answer)
    refused(page, NOT_COMPLETED)


def test_a_used_code_with_a_fresh_state(site: Site, visitor: Callable[..., Page]) -> None:
    first = visitor()
    used = answer_of(site, first, "Ansattporten", "ola")
    first.goto(used)
    second = visitor()
    fresh = answer_of(site, second, "Ansattporten", "ola")
    code = {
        name: parse_qs(urlsplit(url).query)["code"][0] for name, url in (("used", used), ("fresh", fresh))
    }
    second.goto(fresh.replace(code["fresh"], code["used"]))
    refused(second, NOT_CONFIRMED)


def test_an_answer_to_another_browser(site: Site, visitor: Callable[..., Page]) -> None:
    answer = answer_of(site, visitor(), "Ansattporten", "ola")
    victim = visitor()
    victim.goto(answer)
    refused(victim, NOT_COMPLETED)


def test_an_answer_of_one_provider_at_the_door_of_another(site: Site, visitor: Callable[..., Page]) -> None:
    page = visitor()
    answer = answer_of(site, page, "Ansattporten", "ola")
    page.goto(answer.replace("/ansattporten/svar/", "/id-porten/svar/"))
    refused(page, NOT_COMPLETED)


def test_a_code_of_one_provider_with_the_state_of_another(site: Site, visitor: Callable[..., Page]) -> None:
    """The mix-up attack: the browser believes that it asked ID-porten, and Ansattporten answered."""
    page = visitor()
    theirs = answer_of(site, page, "Ansattporten", "ola")
    page.goto(f"{site.address}/logg-inn/")
    ours = answer_of(site, page, "ID-porten", "ola")
    state = {url: parse_qs(urlsplit(url).query)["state"][0] for url in (theirs, ours)}
    page.goto(theirs.replace("/ansattporten/svar/", "/id-porten/svar/").replace(state[theirs], state[ours]))
    refused(page, NOT_CONFIRMED)


def test_what_is_asked_of_a_provider_is_not_told_by_the_address(
    site: Site, visitor: Callable[..., Page]
) -> None:
    page = visitor()
    page.goto(f"{site.address}/logg-inn/ansattporten/ut/?auth_params=acr_values%3Dlow&scope=everything")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.address}/logg-inn/ansattporten/ut/?auth_params=acr_values%3Dlow&scope=everything")
    query = parse_qs(next(urlsplit(url).query for url in asked if "/auth?" in url))
    assert query["acr_values"] == ["substantial"]
    assert "everything" not in query["scope"][0]
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["nonce"][0]) > 30


def test_another_site_can_not_begin_a_log_in(site: Site, visitor: Callable[..., Page]) -> None:
    page = visitor()
    answer = page.request.get(
        f"{site.address}/logg-inn/ansattporten/ut/", headers={"Sec-Fetch-Site": "cross-site"}, max_redirects=0
    )
    assert answer.headers["location"] == "/logg-inn/"


def test_a_refusal_is_in_the_log_without_a_person(site: Site, visitor: Callable[..., Page]) -> None:
    page = visitor()
    at_provider(page, "Feide", "stranger")
    refused(page, "Vi kjenner deg ikke ennå")
    newest = site.ask(
        "select details, person_id from audit_event where verb = 'login.refused' order by at desc limit 1"
    )
    assert newest == [({"provider": "feide", "why": "unknown"}, None)]
