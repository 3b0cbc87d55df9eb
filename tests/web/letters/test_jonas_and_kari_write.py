"""Jonas writes, Kari answers from her list, and both see for whom it waits."""

import re
from collections.abc import Callable

from django.test import Client

from tests.support.house import House
from tests.support.queries import queries
from tests.web.concerns.conftest import log_in, text
from tettpaa.cases.letters.models import Thread

__all__ = ["log_in"]
LogIn = Callable[..., Client]


def send(client: Client, address: str, **given: str) -> str:
    key = re.search(r'name="request_key" value="([^"]+)"', client.get(address).content.decode())
    assert key
    return text(client.post(address, {"request_key": key[1]} | given, follow=True))


def test_from_the_question_to_the_answer(house: House, log_in: LogIn) -> None:
    jonas, kari = log_in("jonas_self"), log_in("kari")
    begin = f"/brev/skriv/{house.young['jonas'].id}/"
    assert begin in jonas.get("/").content.decode()
    said = send(jonas, begin, kind="message", words="Kan vi snakke?")
    assert "Noen på skolen har fått det, og skal svare." in said
    assert "venter på svar" in text(jonas.get("/"))

    inbox = kari.get("/").content.decode()
    assert "har skrevet, og venter på svar." in text(kari.get("/"))
    thread = f"/brev/{Thread.objects.get().id}/"
    assert thread in inbox
    send(kari, thread, words="Ja, i morgen klokka ni.")
    assert "har skrevet, og venter på svar." not in text(kari.get("/"))

    assert "besvart" in text(jonas.get("/"))
    assert "Ja, i morgen klokka ni." in text(jonas.get(thread))
    assert "Kan vi snakke?" in text(kari.get(thread))
    assert "Skriv en ny melding" in text(kari.get(thread))


def test_a_guardian_asks_for_a_correction_and_the_principal_has_it(house: House, log_in: LogIn) -> None:
    begin = f"/brev/skriv/{house.young['jonas'].id}/"
    send(log_in("lise"), begin, kind="correct", words="Fraværet er feil.")
    rita = log_in("rita")
    assert f"/brev/{Thread.objects.get().id}/" in rita.get("/").content.decode()
    page = text(rita.get(f"/brev/{Thread.objects.get().id}/"))
    assert "Noe som står her, er feil" in page
    assert "Mellom Lise Testesen og dem som følger opp Jonas Prøve." in page
    send(rita, f"/brev/{Thread.objects.get().id}/", words="Nå er det rettet.")
    assert "Nå er det rettet." in text(log_in("lise").get(f"/brev/{Thread.objects.get().id}/"))


def test_what_cannot_be_sent_comes_back_with_the_words(house: House, log_in: LogIn) -> None:
    begin = f"/brev/skriv/{house.young['amina'].id}/"
    kari = log_in("kari")
    key = re.search(r'name="request_key" value="([^"]+)"', kari.get(begin).content.decode())
    assert key
    answer = kari.post(begin, {"request_key": key[1], "words": "Hei, Amina."})
    assert answer.status_code == 422
    assert "Hei, Amina." in text(answer)
    assert "har ingen innlogging som du kan skrive til" in text(answer)


def test_strangers_are_told_of_nothing(house: House, log_in: LogIn) -> None:
    send(log_in("jonas_self"), f"/brev/skriv/{house.young['jonas'].id}/", kind="message", words="Hei.")
    thread = f"/brev/{Thread.objects.get().id}/"
    for name in ("lise", "sven", "tom", "cato"):
        assert log_in(name).get(thread).status_code == 404
    assert log_in("ingrid").post(thread, {"words": "Jeg svarer."}).status_code == 403
    assert log_in("sven").get(f"/brev/skriv/{house.young['jonas'].id}/").status_code == 404


def test_the_pages_ask_few_questions(house: House, log_in: LogIn) -> None:
    jonas = log_in("jonas_self")
    begin = f"/brev/skriv/{house.young['jonas'].id}/"
    send(jonas, begin, kind="message", words="Hei.")
    for address in ("/", begin, f"/brev/{Thread.objects.get().id}/"):
        with queries() as asked:
            jonas.get(address)
        assert len(asked) <= 12, address
