"""What looks for names where none may stand does find them, in each of the places."""

import logging
import random
from datetime import date
from pathlib import Path

from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from tests.support import leaks
from tests.support.house import House
from tettpaa.audit.record import record
from tettpaa.kit.identity import make_synthetic
from tettpaa.queue import enqueue

NAME = "Jonas Prøve"
log = logging.getLogger("tettpaa.somewhere")


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<main>Jonas Prøve finnes ikke", status=404)


urlpatterns = [path("sted/", page)]


def test_a_line_of_the_log() -> None:
    with leaks.kept() as written:
        log.info("looked up %s", NAME)
    assert leaks.found(written, [NAME]) == ["a name in the log"]


def test_an_identity_number_but_not_any_eleven_digits() -> None:
    number = make_synthetic(random.Random(1), date(2010, 5, 3)).reveal()
    with leaks.kept() as written:
        log.info("looked up 12345678901 and 99999999999")
        assert leaks.found(written, []) == []
        log.info("looked up %s", number)
    assert leaks.found(written, []) == ["an identity number in the log"]


def test_an_exception_is_logged_without_its_words() -> None:
    with leaks.kept() as written:
        try:
            raise ValueError(f"Key (name)=({NAME}) already exists")
        except ValueError:
            log.exception("it failed")
    assert written
    assert leaks.found(written, [NAME]) == []


def test_an_address_and_an_error_page(db: None) -> None:
    with leaks.kept() as written, override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        Client().get("/sted/", {"q": NAME})
    assert leaks.found(written, [NAME]) == ["a name in an address", "a name in an error page"]


def test_a_cache_key() -> None:
    with leaks.kept() as written:
        LocMemCache("here", {}).set(NAME.replace(" ", "_"), 1)
    assert leaks.found(written, [NAME.replace(" ", "_")]) == ["a name in a cache key"]


def test_arguments_of_a_job_and_details_of_an_event(house: House) -> None:
    enqueue("notify.email", user=NAME)
    record(by=house.users["kari"].id, verb="concern.seen", subject=("concern", None), who=NAME)
    found = leaks.found(leaks.in_tables(), [NAME])
    assert found == ["a name in audit_event", "a name in procrastinate_jobs"]


def test_a_file_that_a_server_left(tmp_path: Path) -> None:
    tmp_path.joinpath("web.log").write_text(f"INFO GET /ungdom/ {NAME}\n", encoding="utf-8")
    assert leaks.found(leaks.in_files(tmp_path), [NAME]) == ["a name in web.log"]
