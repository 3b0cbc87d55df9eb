"""Drafts are kept while one writes, for oneself; a stale write is refused, and both texts are shown."""

from collections.abc import Callable

from django.test import Client

from tests.web.concerns.conftest import text
from tettpaa.cases.mapping.models import Answer, Mapping

LogIn = Callable[..., Client]


def test_a_draft_is_seen_by_its_writer_alone(begun: Mapping, log_in: LogIn) -> None:
    kari, address = log_in("kari"), f"/kartlegging/{begun.id}/"
    answer = kari.post(address, {"verb": "keep", "version": "0", "good": "Halvferdig"})
    assert answer.json()["version"] == 1
    assert not Answer.objects.exists()
    assert "Halvferdig" in kari.get(address).content.decode()
    assert "Halvferdig" not in log_in("ingrid").get(address).content.decode()


def test_a_draft_from_an_old_window_writes_nothing_over(begun: Mapping, log_in: LogIn) -> None:
    kari, address = log_in("kari"), f"/kartlegging/{begun.id}/"
    kari.post(address, {"verb": "keep", "version": "0", "good": "Det nye"})
    old = kari.post(address, {"verb": "keep", "version": "0", "good": "Det gamle"})
    assert old.status_code == 409
    assert "Det nye" in kari.get(address).content.decode()


def test_both_texts_are_shown_when_two_windows_send(begun: Mapping, log_in: LogIn) -> None:
    kari, address = log_in("kari"), f"/kartlegging/{begun.id}/"
    kari.post(address, {"verb": "answer", "version": "0", "good": "Fra mobilen"})
    both = kari.post(address, {"verb": "answer", "version": "0", "good": "Fra pulten"})
    assert both.status_code == 409
    said = text(both)
    assert "Det står nå Fra mobilen Du skrev Fra pulten" in said
    assert Answer.objects.get().words == "Fra mobilen"
    assert 'name="version" value="1"' in both.content.decode()
    again = kari.post(address, {"verb": "answer", "version": "1", "good": "Fra pulten"}, follow=True)
    assert "Svarene er lagret" in text(again)
    assert Answer.objects.get().words == "Fra pulten"


def test_what_was_written_together_is_not_written_over(begun: Mapping, press, log_in: LogIn) -> None:
    kari, address = log_in("kari"), f"/kartlegging/{begun.id}/"
    kari.post(address, {"verb": "write", "version": "1", "agreed": "Praksis på fredager."})
    both = kari.post(address, {"verb": "done", "version": "1", "agreed": "Bytter klasse."})
    assert both.status_code == 409
    said = text(both)
    assert "Praksis på fredager." in said
    assert "Bytter klasse." in said
    assert Mapping.objects.get().state == "open"


def test_too_long_a_text_comes_back_whole(begun: Mapping, log_in: LogIn) -> None:
    long = "Å" * 4001
    back = log_in("kari").post(f"/kartlegging/{begun.id}/", {"verb": "answer", "version": "0", "good": long})
    assert back.status_code == 422
    assert long in back.content.decode()
