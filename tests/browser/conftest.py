"""A real web server on a copy of the database, and a real browser.

The server logs in to the database as the web role. ``visit`` fails its test on any answer of 400 or more that
it did not expect, any error in the console and anything that the content security policy blocked.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import chromium
from tests.support import database

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Site:
    """A running server. ``cookies`` log people in without the log-in page; ids of what there is, by name."""

    address: str
    cookies: dict[str, str]
    people: dict[str, str]
    groups: dict[str, str]
    concerns: dict[str, str]
    statements: dict[str, str]
    rows: dict[str, str]
    reads: dict[str, str]
    questions: dict[str, str]
    plans: dict[str, str]
    mappings: dict[str, str]
    consents: dict[str, str]
    meetings: dict[str, str]
    memberships: dict[str, str]


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Site]:
    """The small house with some life in it, served."""
    name = f"browser_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    database.copy(name)
    with django_db_blocker.unblock(), database.using(name):
        from tests.support.life import live

        life = live()
        works = {n: str(m.id) for n, u in life.house.users.items() for m in u.memberships.all()[:1]}
        cookies = {one: _session(user) for one, user in life.house.users.items()}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = {"TETTPAA_LOG": "CRITICAL"} | os.environ  # the page that fails on purpose would fill the screen
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-ws",
         "--blocking-threads", "2", "tests.browser.served:application"],
        env=log | {"DATABASE_URL": database.url(name, "tettpaa_web")}, cwd=ROOT,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/logg-inn/", server)
        made = (life.house.young, life.house.groups)
        people, groups = ({one: str(row.id) for one, row in found.items()} for found in made)
        ids = (
            life.concerns,
            life.statements,
            life.rows,
            life.reads,
            life.questions,
            life.plans,
            life.mappings,
            life.consents,
            life.meetings,
        )
        yield Site(
            address, cookies, people, groups, *({n: str(i) for n, i in found.items()} for found in ids), works
        )
    finally:
        server.terminate()
        server.wait(20)


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


def _session(user: object) -> str:
    from django.conf import settings
    from django.test import Client

    from tests.support.life import log_in

    client = Client()
    log_in(client, user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture(scope="module")
def browser(site: Site) -> Iterator[Browser]:
    """One for each file: while it lives, this thread has an event loop, and Django refuses the database."""
    path, args = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=args)
        yield browser
        browser.close()


class Visitor:
    """Somebody at a browser of their own. ``expected`` are statuses of 400 and more that are meant."""

    def __init__(self, site: Site, browser: Browser, username: str, width: int, **more: object) -> None:
        self.site, self.troubles, self.expected = site, [], set()
        size = {"width": width, "height": 900 if width > 400 else 740}
        self.context: BrowserContext = browser.new_context(
            viewport=size, **{"reduced_motion": "reduce", "locale": "nb-NO"} | more
        )
        if username:
            cookie = {"name": "sessionid", "value": site.cookies[username], "url": site.address}
            self.context.add_cookies([cookie])
        self.page: Page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("response", self._response)

    def go(self, path: str) -> str:
        """Open the address; returns the page's html as it was sent."""
        answer = self.page.goto(self.site.address + path)
        assert self.page.locator("h1").bounding_box()["height"] > 10, f"{path} is drawn without text"
        return answer.text()

    def _console(self, message: object) -> None:
        # The browser tells in the console, too, that a page was an error page.
        meant = self.expected and message.text.startswith("Failed to load resource")
        if message.type in ("error", "warning") and not meant:
            self.troubles.append(message.text)

    def _response(self, response: object) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.troubles.append(f"{response.status} {response.url}")


@pytest.fixture
def visitor(site: Site, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """``visitor("kari", width=360)``; what went wrong in their browser fails the test."""
    visitors: list[Visitor] = []

    def come(username: str, width: int = 1280, **more: object) -> Visitor:
        visitors.append(Visitor(site, browser, username, width, **more))
        return visitors[-1]

    yield come
    for one in visitors:
        one.context.close()
    assert not [trouble for one in visitors for trouble in one.troubles]


@pytest.fixture
def visit(visitor: Callable[..., Visitor]) -> Callable[..., Page]:
    """``visit("kari", "/", width=360)`` opens a page as somebody."""

    def open_page(username: str, path: str = "/", width: int = 1280, **more: object) -> Page:
        found = visitor(username, width, **more)
        found.go(path)
        return found.page

    return open_page
