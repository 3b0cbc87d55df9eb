"""A real web server with three providers beside it on loopback, and a real browser.

``visitor`` opens pages as somebody who isn't logged in; ``site.misbehave("feide", "nonce")`` makes a provider lie.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import ROOT, chromium, node
from tests.support import database

PASSWORD = "riktig hest batteri"
NUMBERS = {"ola": "", "lise": "", "elin": ""}
"""Identity numbers by user, made anew in each run."""


@dataclass(frozen=True)
class Site:
    """The addresses, and the database behind them as its owner sees it."""

    address: str
    providers: dict[str, str]
    database: str

    def misbehave(self, provider: str, how: str) -> None:
        urllib.request.urlopen(f"{self.providers[provider]}/misbehave?how={how}", timeout=5)

    def ask(self, question: str, *given: Any) -> list[tuple]:
        with psycopg.connect(self.database) as connection:
            connection.execute("set role tettpaa_system")
            return connection.execute(question, given).fetchall()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="session")
def site(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The small house; Kari and Ada have passwords, Kari also Feide, Ola and Lise their identity numbers."""
    name = f"login_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    database.copy(name)
    with django_db_blocker.unblock(), database.using(name):
        _people()
    ports = {provider: free_port() for provider in ("feide", "ansattporten", "id-porten")}
    address = f"http://localhost:{free_port()}"
    issuers = {provider: f"http://127.0.0.1:{port}" for provider, port in ports.items()}
    told = tmp_path_factory.mktemp("login")
    with Providers(address, ports), Server(name, address, _configuration(told, issuers)):
        yield Site(address, issuers, database.url(name))


def _people() -> None:
    import random

    from tests.support.house import build
    from tettpaa.accounts.actions import set_password, tie_identity
    from tettpaa.accounts.queries import system
    from tettpaa.kit import clock
    from tettpaa.kit.identity import make_synthetic

    rng = random.Random(7)
    with clock.frozen(date(2026, 11, 23)):
        house = build()
        by = system()
        house.guardian("elin", of="elias")
        for user in ("kari", "ada", "tom"):
            set_password(by=by, user=house.users[user], password=PASSWORD)
        tie_identity(by=by, user=house.users["kari"], kind="feide", word="kari@fjordvik.example")
        for user in NUMBERS:
            NUMBERS[user] = make_synthetic(rng, date(1980, 3, 4)).reveal()
            tie_identity(by=by, user=house.users[user], kind="number", word=NUMBERS[user])


def _configuration(folder: Path, issuers: dict[str, str]) -> Path:
    text = ""
    for name, issuer in issuers.items():
        secret = folder / f"{name}.secret"
        secret.write_text(f"secret of {name}\n")
        text += f'[{name}]\nlike = "{name}"\nissuer = "{issuer}"\nclient_id = "tettpaa-{name}"\n'
        text += f'secret_file = "{secret}"\n\n'
    path = folder / "login.toml"
    path.write_text(text)
    return path


class Providers:
    """The node process with the providers, as long as the context."""

    def __init__(self, address: str, ports: dict[str, int]) -> None:
        feide = "https://n.feide.no/claims/"
        kari = {f"{feide}userid_sec": ["feide:kari@fjordvik.example"]}
        stranger = {f"{feide}userid_sec": ["feide:stranger@fjordvik.example"]}
        accounts = {
            "feide": {"kari": kari, "stranger": stranger},
            "ansattporten": {"ola": {"pid": NUMBERS["ola"]}},
            "id-porten": {user: {"pid": NUMBERS[user]} for user in NUMBERS},
        }
        acr = {"feide": "low", "ansattporten": "substantial", "id-porten": "idporten-loa-high"}
        self.told = {
            "redirect": f"{address}/logg-inn/NAME/svar/",
            "providers": [
                {"name": name, "port": port, "acr": acr[name], "accounts": accounts[name]}
                for name, port in ports.items()
            ],
        }

    def __enter__(self) -> None:
        self.process = subprocess.Popen(
            [node(), str(Path(__file__).with_name("providers.mjs")), str(ROOT / "frontend")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(self.told) + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "ready\n", "the providers did not start"

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()


class Server:
    """The web server, as the web role."""

    def __init__(self, name: str, address: str, configuration: Path) -> None:
        self.address = address
        self.environment = os.environ | {
            "DATABASE_URL": database.url(name, "tettpaa_web"),
            "TETTPAA_LOG": "ERROR",
            "TETTPAA_LOGIN": str(configuration),
            "TETTPAA_SECOND_FACTOR": "staff",
        }

    def __enter__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", self.address.split(":")[-1],
             "--no-ws", "--blocking-threads", "2", "tettpaa.conf.wsgi:application"],
            env=self.environment,
        )  # fmt: skip
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.address}/logg-inn/", timeout=5)
            except OSError:
                assert self.process.poll() is None, "the web server ended"
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the web server did not answer")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="module")
def browser(site: Site) -> Iterator[Browser]:
    """One for each file: while it lives, this thread has an event loop, and Django refuses the database."""
    path, args = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=args)
        yield browser
        browser.close()


@pytest.fixture
def visitor(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """``visitor()``: a new browser window on the log-in page; an error in its scripts fails the test."""
    troubles: list[str] = []
    contexts = []

    def open_page(path: str = "/logg-inn/", **more: Any) -> Page:
        context = browser.new_context(locale="nb-NO", reduced_motion="reduce", **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda m: troubles.append(m.text) if "Content Security" in m.text else None)
        page.goto(site.address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    for provider in site.providers:
        site.misbehave(provider, "")
    with psycopg.connect(site.database) as connection:
        connection.execute("set role tettpaa_system")
        connection.execute("delete from accounts_throttle")
    assert not troubles, troubles


def at_provider(page: Page, provider: str, who: str) -> None:
    """Choose the provider on the log-in page, and log in there."""
    page.get_by_role("link", name=f"Logg inn med {provider}").click()
    page.get_by_label("Name").fill(who)
    page.get_by_role("button", name="Log in").click()


def by_password(page: Page, who: str, password: str = PASSWORD) -> None:
    page.get_by_label("Brukernavn").fill(who)
    page.get_by_label("Passord").fill(password)
    page.get_by_role("button", name="Logg inn").click()


def is_in(page: Page) -> bool:
    """Whether the browser has somebody's session: the front page is shown, and not the log-in page."""
    return (
        "/logg-inn/"
        not in page.request.get(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/").url
    )
