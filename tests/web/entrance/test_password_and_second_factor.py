"""Somebody with a user name and a password comes in; staff need a second factor as well."""

import re
from collections.abc import Callable

from django.test import Client

from tests.support.house import House
from tests.web.entrance.conftest import code_of, give, is_in, text


def test_a_guardian_comes_in_with_a_password(people: House, second_factor: None) -> None:
    lise = Client()
    assert give(lise, "Lise")["location"] == "/"
    assert is_in(lise)


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(people: House) -> None:
    wrong, unknown = give(Client(), "kari", "feil"), give(Client(), "ingen", "feil")
    assert wrong.status_code == unknown.status_code == 422
    assert text(wrong) == text(unknown)
    assert "Det stemmer ikke" in text(wrong)


def test_one_goes_on_to_an_own_page_only(people: House) -> None:
    assert give(Client(), "lise", next="/si-fra/")["location"] == "/si-fra/"
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        assert give(Client(), "lise", next=elsewhere)["location"] == "/"


def test_staff_set_up_a_second_factor_before_they_come_in(people: House, second_factor: None) -> None:
    kari = Client()
    answer = give(kari, "kari", next="/si-fra/")
    assert answer["location"] == "/logg-inn/sikring/"
    assert not is_in(kari)
    page = kari.get("/logg-inn/sikring/")
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.content.decode())[1]
    wrong = kari.post("/logg-inn/sikring/", {"code": "000000"})
    assert wrong.status_code == 422
    assert not is_in(kari)
    again = re.search(r"<code>([A-Z2-7 ]+)</code>", wrong.content.decode())[1]
    assert again == secret, "a slip of the finger must not ask one to scan anew"
    kari.post("/logg-inn/sikring/", {"code": code_of(secret)})
    codes = kari.get("/min-innlogging/reservekoder/")
    assert len(re.findall(r"<code>\d{8}</code>", codes.content.decode())) == 10
    assert 'href="/si-fra/"' in codes.content.decode()


def test_the_password_alone_no_longer_lets_in(with_app: Callable[[], tuple[Client, str]]) -> None:
    _, secret = with_app()
    kari = Client()
    assert give(kari, "kari")["location"] == "/logg-inn/bekreft/"
    assert kari.get("/logg-inn/sikring/").status_code == 302, "nor may a second app be set up with it"
    assert not is_in(kari)
    assert kari.post("/logg-inn/bekreft/", {"code": "000000"}).status_code == 422
    assert kari.post("/logg-inn/bekreft/", {"code": code_of(secret, 1)})["location"] == "/"
    assert is_in(kari)


def test_a_code_works_once(with_app: Callable[[], tuple[Client, str]]) -> None:
    _, secret = with_app()
    code, first, second = code_of(secret, 1), Client(), Client()
    for client in (first, second):
        give(client, "kari")
        client.post("/logg-inn/bekreft/", {"code": code})
    assert is_in(first)
    assert not is_in(second)


def test_a_spare_code_works_once(with_app: Callable[[], tuple[Client, str]]) -> None:
    kari, _ = with_app()
    page = kari.get("/min-innlogging/reservekoder/").content.decode()
    spare = re.search(r"<code>(\d{8})</code>", page)[1]
    first, second = Client(), Client()
    for client in (first, second):
        give(client, "kari")
        client.post("/logg-inn/bekreft/", {"code": spare})
    assert is_in(first)
    assert not is_in(second)


def test_who_is_half_in_sees_themselves_only(with_app: Callable[[], tuple[Client, str]]) -> None:
    from allauth.mfa.models import Authenticator

    from tettpaa.access.acting import acting_as, enter_as
    from tettpaa.accounts.models import User

    with_app()
    kari = User.objects.get(username="kari")
    with acting_as(None):
        assert not User.objects.exists()
        enter_as(kari.id)
        assert [user.username for user in User.objects.all()] == ["kari"]
        assert {one.user_id for one in Authenticator.objects.all()} == {kari.id}
    with acting_as(User.objects.get(username="tom").id):
        assert not Authenticator.objects.exists()


def test_the_seed_of_an_app_is_not_readable_in_the_database(with_app: Callable) -> None:
    from allauth.mfa.models import Authenticator

    _, secret = with_app()
    assert secret.replace(" ", "") not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_a_log_in_is_in_the_log(people: House) -> None:
    from tettpaa.audit.models import Event

    give(Client(), "lise")
    event = Event.objects.get(verb="user.logged_in")
    assert event.actor_id == people.users["lise"].id
    assert event.details == {}
