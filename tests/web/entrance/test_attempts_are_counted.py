"""Whoever guesses is stopped, whichever process of the web server they reach."""

from collections.abc import Callable

from django.test import Client

from tests.support.house import House
from tests.web.entrance.conftest import PASSWORD, give, is_in, text

TOO_MANY = "Det er prøvd for mange ganger"


def test_five_wrong_passwords_and_the_right_one_must_wait(people: House) -> None:
    for _ in range(5):
        assert TOO_MANY not in text(give(Client(), "lise", "feil"))
    stopped = give(Client(), "lise", PASSWORD)
    assert stopped.status_code == 422
    assert TOO_MANY in text(stopped)
    kari = Client()
    give(kari, "kari")
    assert is_in(kari), "others come in"


def test_one_who_comes_in_is_not_counted(people: House) -> None:
    for _ in range(7):
        lise = Client()
        give(lise, "lise")
        assert is_in(lise)


def test_one_address_may_not_try_everybody(people: House) -> None:
    for at in range(50):
        give(Client(), f"nobody{at}", "feil")
    assert TOO_MANY in text(give(Client(), "lise"))


def test_codes_are_counted_too(with_app: Callable[[], tuple[Client, str]]) -> None:
    with_app()
    kari = Client()
    give(kari, "kari")
    for _ in range(5):
        kari.post("/logg-inn/bekreft/", {"code": "000000"})
    assert TOO_MANY in text(kari.post("/logg-inn/bekreft/", {"code": "000000"}))


def test_the_counts_name_nobody(people: House) -> None:
    from tettpaa.accounts.models import Throttle

    give(Client(), "lise", "feil")
    kept = str(list(Throttle.objects.values_list("key", "value")))
    assert "lise" not in kept
    assert "127.0.0.1" not in kept
