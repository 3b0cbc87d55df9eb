"""Who must be there is there, all is gone through, and what was decided stands, with a deadline until then."""

from collections.abc import Callable

from django.test import Client

from tests.support.house import House
from tests.web.concerns.conftest import text
from tettpaa.baton.models import Baton
from tettpaa.cases.clarification.models import Clarification
from tettpaa.pathway.models import YoungPerson

LogIn = Callable[..., Client]


def test_it_is_held_and_what_was_decided_stands(called: Clarification, press, log_in: LogIn) -> None:
    ingrid = log_in("ingrid")
    baton = Baton.objects.get(subject_kind="clarification")
    assert (baton.holder.username, str(baton.due)) == ("ingrid", "2026-11-30")
    assert "Hold avklaringssamtale" in text(ingrid.get("/"))
    assert log_in("jonas_self").get(f"/avklaring/{called.id}/").status_code == 404
    said = text(press(ingrid))
    assert "Skole og praksis sammen" in said
    assert "Jonas vil ut i arbeid" in said
    baton.refresh_from_db()
    assert baton.closed_at
    for name in ("jonas_self", "lise"):
        assert "Jonas vil ut i arbeid" in text(log_in(name).get(f"/avklaring/{called.id}/"))
        assert "Avklaringssamtalen" in text(log_in(name).get("/"))


def test_who_must_be_there_is_missed_unless_it_says_why(called: Clarification, press, log_in: LogIn) -> None:
    ingrid, there = log_in("ingrid"), ["young", "school_leader", "teacher_or_counsellor"]
    back = press(ingrid, present=there)
    assert back.status_code == 422
    assert "Disse skal være med: oppfølgingstjenesten, foresatte." in text(back)
    assert press(ingrid, present=there, absent_why="OT ringte inn, mor var syk.").status_code == 200
    assert Clarification.objects.get().state == "decided"


def test_guardians_are_not_asked_for_of_one_who_is_eighteen(
    called: Clarification, press, house: House, log_in: LogIn
) -> None:
    YoungPerson.objects.filter(id=house.young["jonas"].id).update(born="2008-11-23")
    there = ["young", "school_leader", "teacher_or_counsellor", "ot"]
    assert press(log_in("ingrid"), present=there).status_code == 200


def test_nothing_is_decided_before_all_is_gone_through(called: Clarification, press, log_in: LogIn) -> None:
    back = press(log_in("ingrid"), gone_through=["told", "why"])
    assert back.status_code == 422
    assert "Gå gjennom alt før noe blir bestemt: «Hva skolen kan gjøre annerledes»." in text(back)
    assert "Jonas vil ut i arbeid" in back.content.decode()
    assert press(log_in("ingrid"), "write", gone_through=["told"], outcome="").status_code == 200


def test_two_who_write_see_both(called: Clarification, log_in: LogIn) -> None:
    ingrid, address = log_in("ingrid"), f"/avklaring/{called.id}/"
    ingrid.post(address, {"verb": "write", "version": "1", "record_text": "Fra mobilen"})
    both = ingrid.post(address, {"verb": "write", "version": "1", "record_text": "Fra pulten"})
    assert both.status_code == 409
    assert "Det står nå Fra mobilen Du skrev Fra pulten" in text(both)
    assert Clarification.objects.get().record == "Fra mobilen"


def test_strangers_are_told_nothing_and_colleagues_whom_to_ask(
    called: Clarification, press, log_in: LogIn
) -> None:
    for name in ("tom", "sven", "noor", "lise"):
        assert log_in(name).get(f"/avklaring/{called.id}/").status_code == 404
    refused = press(log_in("kari"))
    assert refused.status_code == 403
    assert "Det er Ingrid Testesen som har den." in text(refused)
