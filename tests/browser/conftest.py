"""A real web server on a copy of the database, and a real browser.

The server logs in to the database as the web role. ``browser_page`` fails its test on any answer of 400 or
more, any error in the console and anything that the content security policy blocked.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import chromium
from tests.support import database


@dataclass(frozen=True)
class Site:
    """A running server; ``cookie(username)`` logs somebody in without the log-in page."""

    address: str
    cookie: Callable[[str], str]


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Site]:
    """The small house with some life in it, served."""
    name = f"browser_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    url = database.copy(name)
    with django_db_blocker.unblock(), database.using(name):
        from tests.support.life import live

        live()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-ws",
         "--blocking-threads", "2", "tettpaa.conf.wsgi:application"],
        env=os.environ | {"DATABASE_URL": database.url(name, "tettpaa_web"), "TETTPAA_LOG": "ERROR"},
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/logg-inn/", server)

        def cookie(username: str) -> str:
            with django_db_blocker.unblock(), database.using(name):
                return _session(username)

        yield Site(address, cookie)
    finally:
        server.terminate()
        server.wait(20)
    assert url


def _wait(address: str, server: subprocess.Popen) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=5)
        except OSError:
            assert server.poll() is None, "the web server ended"
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the web server did not answer")


def _session(username: str) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tettpaa.accounts.models import User

    user = User.objects.get(username=username)
    store = SessionStore()
    store[SESSION_KEY] = str(user.id)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return store.session_key


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path, args = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=args)
        yield browser
        browser.close()


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """``visit("kari", "/", width=360)`` opens a page as somebody; what went wrong on it fails the test."""
    troubles: list[str] = []
    contexts = []

    def open_page(username: str, path: str = "/", width: int = 1280, **more: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce", locale="nb-NO", **more
        )
        contexts.append(context)
        if username:
            context.add_cookies([{"name": "sessionid", "value": site.cookie(username), "url": site.address}])
        page = context.new_page()
        page.on("console", lambda m: troubles.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("response", lambda r: troubles.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        page.goto(site.address + path)
        assert page.locator("h1").bounding_box()["height"] > 10, "the page is drawn without text"
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, troubles
