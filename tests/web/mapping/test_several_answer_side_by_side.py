"""Jonas says what goes well; his mother, Kari and the nurse add theirs; each is read by those it is for."""

from collections.abc import Callable

from django.test import Client

from tests.support.house import House
from tests.support.queries import queries
from tests.web.concerns.conftest import text
from tettpaa.baton.models import Baton
from tettpaa.cases.mapping.models import Answer, Mapping

LogIn = Callable[..., Client]
HEALTH = "Sovner ikke før fire."


def test_strengths_come_first_and_somebody_has_it_until_a_day(begun: Mapping, log_in: LogIn) -> None:
    said = text(log_in("kari").get(f"/kartlegging/{begun.id}/"))
    assert said.index("Det vi kan bygge på") < said.index("Deg selv") < said.index("Livet rundt")
    assert "Hva går bra for tiden" in said
    baton = Baton.objects.get(subject_kind="mapping", subject_id=begun.id)
    assert (baton.holder.username, str(baton.due)) == ("kari", "2026-12-14")
    assert "Kartlegging: snakk sammen" in text(log_in("kari").get("/"))


def test_a_second_click_leads_to_the_same_one(begun: Mapping, house: House, log_in: LogIn) -> None:
    answer = log_in("ingrid").post(f"/kartlegging/begynn/{house.young['jonas'].id}/")
    assert answer.url == f"/kartlegging/{begun.id}/"


def test_what_jonas_says_is_noted_as_his(begun: Mapping, press, log_in: LogIn) -> None:
    said = text(press(log_in("kari"), "answer", som="ungdommen", good="Verkstedet."))
    assert "Svarene er lagret" in said
    assert "Verkstedet. Jonas Prøve, notert av Kari Testesen" in text(
        log_in("ingrid").get(f"/kartlegging/{begun.id}/")
    )


def test_the_family_sees_it_when_they_are_asked(begun: Mapping, press, house: House, log_in: LogIn) -> None:
    lise, address = log_in("lise"), f"/kartlegging/{begun.id}/"
    assert lise.get(address).status_code == 404
    press(log_in("kari"), "ask", user=str(house.users["lise"].id))
    assert "Noen spørsmål om Jonas" in text(lise.get("/"))
    press(lise, "answer", good="Han bygger kajakk.", family="Far har flyttet.")
    kari = text(log_in("kari").get(address))
    assert "Han bygger kajakk. Lise Testesen (foresatt)" in kari
    assert "Far har flyttet" not in kari
    assert (
        "Foresatt har skrevet noe her. Det leses bare av dem som har med temaet å gjøre (familien)." in kari
    )


def test_what_the_nurse_writes_of_health_is_hers_to_show(
    begun: Mapping, press, house: House, log_in: LogIn
) -> None:
    press(log_in("kari"), "answer", good="Kommer alltid til verkstedet.")
    press(log_in("kari"), "ask", user=str(house.users["hanne"].id))
    hanne = press(log_in("hanne"), "answer", health=HEALTH)
    assert "Kommer alltid" not in text(hanne)
    assert HEALTH not in text(log_in("kari").get(f"/kartlegging/{begun.id}/"))
    assert log_in("tom").get(f"/kartlegging/{begun.id}/").status_code == 404
    assert log_in("noor").get(f"/kartlegging/{begun.id}/").status_code == 404


def test_gone_through_it_is_shown_to_jonas_and_nobody_waits(
    begun: Mapping, press, house: House, log_in: LogIn
) -> None:
    kari, jonas = log_in("kari"), log_in("jonas_self")
    press(kari, "answer", good="Kommer alltid til verkstedet.")
    assert press(kari, "done", agreed="", shown="on").status_code == 422
    done = press(kari, "done", strengths="Verkstedet.", agreed="Praksis på fredager.", shown="on")
    assert "Gått gjennom. Takk for praten." in text(done)
    said = text(jonas.get(f"/kartlegging/{begun.id}/"))
    assert "Praksis på fredager." in said
    assert "Kommer alltid til verkstedet." in said
    assert Baton.objects.get(subject_id=begun.id).closed_at
    assert press(kari, "answer", good="Nytt").status_code == 403


def test_jonas_sees_nothing_when_that_was_chosen(begun: Mapping, press, log_in: LogIn) -> None:
    press(log_in("kari"), "done", agreed="Praksis på fredager.")
    assert log_in("jonas_self").get(f"/kartlegging/{begun.id}/").status_code == 404


def test_one_who_has_not_the_responsibility_is_told_who_has(begun: Mapping, press, log_in: LogIn) -> None:
    refused = press(log_in("ingrid"), "write", agreed="Noe")
    assert refused.status_code == 403
    assert "Det er Kari Testesen som har den." in text(refused)


def test_the_page_asks_the_database_little(begun: Mapping, press, log_in: LogIn) -> None:
    kari = log_in("kari")
    press(kari, "answer", good="Kommer alltid.", health=HEALTH)
    with queries() as asked:
        assert kari.get(f"/kartlegging/{begun.id}/").status_code == 200
    assert len(asked) <= 12, "\n".join(asked)
    assert Answer.objects.count() == 2
