"""Somebody says through the pages that they are worried, and tries again with the same form when it goes wrong."""

import contextlib
import http.cookiejar
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable

from tests.faults.ground import UNANSWERED, Ground, NotAcknowledged

FILLING = """
from datetime import date
from tests.support.house import build
from tettpaa.kit import clock
house = build(year=clock.today().year - (clock.today().month < 9))
for name, known in (("kari", "kari-moe"), ("tom", "ola-strand")):
    house.users[name].username = known
    house.users[name].save()
"""
"""The small house, in the school year that it is; two have the names of those who log in by one click."""
TEACHER, SPEAKER = "kari-moe", "ola-strand"
PATIENCE = 30
"""Seconds in which they send the form again."""


class Stay(urllib.request.HTTPRedirectHandler):
    """Does not follow: the answer to the form is what acknowledges."""

    def redirect_request(self, *told: object) -> None:
        return None


class Browser:
    """One who is logged in, or logs in again when need be."""

    def __init__(self, ground: Ground, name: str) -> None:
        self.address, self.name = ground.household.address, name
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), Stay)

    def get(self, path: str) -> str:
        """NotAcknowledged for any other answer than a page."""
        try:
            return self.opener.open(self.address + path, timeout=10).read().decode()
        except urllib.error.HTTPError as answer:
            raise NotAcknowledged(answer.code) from None

    def post(self, path: str, form: dict[str, str]) -> str:
        """Where the answer leads; NotAcknowledged for any other."""
        try:
            self.opener.open(self.address + path, urllib.parse.urlencode(form).encode(), timeout=10)
        except urllib.error.HTTPError as answer:
            if answer.code == 302:
                return answer.headers["Location"]
            raise NotAcknowledged(answer.code) from None
        raise NotAcknowledged("no redirect")

    def log_in(self) -> None:
        """By one click on the log-in page."""
        form = {
            "username": self.name,
            "csrfmiddlewaretoken": hidden(self.get("/logg-inn/"), "csrfmiddlewaretoken"),
        }
        self.post("/logg-inn/demo/", form)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([\w-]+)"', page)
    if found is None:
        raise NotAcknowledged(f"no {name} on the page")
    return found[1]


def raising(about: uuid.UUID) -> Callable[[Ground], str]:
    """An act of ``Ground.storm``: fetch the form, send it, and send the same one again until it is taken in.

    The key is that of the statement that the receipt's address names. As a browser's reload, the retry carries
    the same request key, and so does a second click afterwards, which must lead to the same receipt. Whoever
    gives up without an answer knows nothing, and counts for nothing.
    """

    def say(ground: Ground) -> str:
        browser = Browser(ground, SPEAKER)
        path = f"/si-fra/other/person/{about}/"
        browser.log_in()
        page = browser.get(path)
        form = {name: hidden(page, name) for name in ("csrfmiddlewaretoken", "request_key")}
        form |= {"words": f"Han sover i timene. {form['request_key']}", "urgency": "this_week"}
        said = _until_answered(browser, path, form)
        with contextlib.suppress(*UNANSWERED):
            assert browser.post(path, form) == said, "a second click made another"
        return said.rstrip("/").rsplit("/", 1)[-1]

    return say


def _until_answered(browser: Browser, path: str, form: dict[str, str]) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            return browser.post(path, form)
        except UNANSWERED:
            time.sleep(0.2)
    raise NotAcknowledged
