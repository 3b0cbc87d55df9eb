"""Every address says which permissions it asks for; one that doesn't is named here and refused when asked for."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

from tests.web.concerns.conftest import log_in
from tettpaa.access.declared import declared, needs, open_to
from tettpaa.access.permissions import permissions
from tettpaa.conf.urls import urlpatterns as ours

__all__ = ["log_in"]


def views(found: URLResolver) -> Iterator[URLPattern]:
    for one in found.url_patterns:
        yield from views(one) if isinstance(one, URLResolver) else [one]


def undeclared(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("told to whoever asks")


urlpatterns = [*ours, path("glemt/", undeclared)]


def test_every_address_declares_what_it_asks_for() -> None:
    missing = [str(one.pattern) for one in views(get_resolver()) if declared(one.callback) is None]
    assert not missing, f"put @needs or @open_to (tettpaa.access.declared) on the views of {missing}"


def test_only_the_entrance_is_open_without_a_log_in() -> None:
    anybody = {one.name for one in views(get_resolver()) if declared(one.callback).open_to == "anybody"}
    assert anybody == {
        "login", "account_login", "demo_login", "set_language", "elsewhere", "openid_connect_callback",
        "mfa_authenticate", "second_factor_first",
        "meeting_feed",  # a calendar has no log-in: its address is the key
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_an_address_that_declares_nothing_is_refused(house, log_in) -> None:
    with pytest.raises(ImproperlyConfigured, match="undeclared declares no permission"):
        log_in("ingrid").get("/glemt/")
    client = log_in("ingrid")
    client.raise_request_exception = False
    answer = client.get("/glemt/")
    assert answer.status_code == 500
    assert b"told" not in answer.content
    assert Client().get("/glemt/").status_code in (302, 500)


def test_an_unknown_permission_can_not_be_declared() -> None:
    with pytest.raises(ValueError, match="no row"):
        needs("person.delete")
    with pytest.raises(ValueError, match="no row"):
        open_to("everybody", post="person.delete")


def test_a_declared_permission_is_one_that_somebody_can_have() -> None:
    """An act of the system alone never stands behind an address."""
    for one in views(get_resolver()):
        found = declared(one.callback)
        for action in (*found.get, *found.post):
            assert permissions()[action].rests_on != ("system",), one.name
