"""A plan with NAV, from the young person's goal to a measure that has been evaluated."""

from collections.abc import Callable

from django.http import HttpResponse
from django.test import Client

from tests.support.house import House
from tests.support.queries import queries
from tests.web.concerns.conftest import text
from tests.web.plan.conftest import SAID
from tettpaa.cases.plan.models import Plan
from tettpaa.measures.models import Measure

LogIn = Callable[..., Client]


def test_it_begins_on_the_page_of_the_young_person(house: House, log_in: LogIn) -> None:
    kari, address = log_in("kari"), f"/ungdom/{house.young['jonas'].id}/"
    assert "Begynn en plan" in text(kari.get(address))
    assert "Begynn med det Jonas selv vil" in text(
        kari.post(f"/plan/begynn/{house.young['jonas'].id}/", follow=True)
    )
    assert "Mål og tiltak" in text(kari.get(address))


def test_our_goal_waits_for_theirs(house: House, log_in: LogIn) -> None:
    kari = log_in("kari")
    page = kari.post(f"/plan/begynn/{house.young['jonas'].id}/").url
    refused = kari.post(page, {"verb": "goal", "words": "Mindre fravær.", "whose": "ours"})
    assert refused.status_code == 422
    assert "Skriv først hva ungdommen selv vil" in text(refused)
    assert "Mindre fravær." in refused.content.decode()


def test_what_jonas_said_is_noted_as_his(plan: Plan, log_in: LogIn) -> None:
    assert "Bli tømrer. Jonas, notert av Kari Testesen" in text(log_in("kari").get(f"/plan/{plan.id}/"))


def test_the_catalogue_says_what_is_known(plan: Plan, log_in: LogIn) -> None:
    said = text(log_in("kari").get(f"/plan/{plan.id}/tiltak/"))
    assert "Arbeidspraksis med læreplanmål" in said
    assert "undersøkt, uten sikker effekt" in said


def test_nav_has_the_measure_until_it_is_evaluated(
    plan: Plan, added: Measure, log_in: LogIn, house: House
) -> None:
    noor, address = log_in("noor"), f"/tiltak/{added.id}/"
    assert "Tiltak som skal evalueres: Praksis på snekkerverkstedet" in text(noor.get("/"))
    said = text(noor.get(address))
    assert "Jonas får prøve faget på ordentlig." in said
    assert "Bruke håndverktøy" in said
    assert noor.get(f"/plan/{plan.id}/").status_code == 404
    done = text(noor.post(address, {**SAID, "version": "1"}, follow=True))
    assert "Evaluert og avsluttet." in done
    assert noor.get(address).status_code == 404
    told = text(log_in("kari").get(f"/plan/{plan.id}/"))
    assert "evaluert" in told
    assert "hjalp: ja" in told


def test_who_has_not_the_measure_does_not_evaluate_it(added: Measure, log_in: LogIn) -> None:
    kari, address = log_in("kari"), f"/tiltak/{added.id}/"
    assert "Lagre evalueringen" not in text(kari.get(address))
    refused = kari.post(address, {**SAID, "version": "1"})
    assert refused.status_code == 403
    assert "Den som har ansvaret for tiltaket, evaluerer det." in text(refused)


def test_another_agency_needs_a_ground(add: Callable[..., HttpResponse], log_in: LogIn) -> None:
    refused = add(log_in("kari"), ground="")
    assert refused.status_code == 422
    assert not Measure.objects.exists()


def test_agencies_lie_beside_each_other_on_one_axis(
    plan: Plan, add: Callable[..., HttpResponse], log_in: LogIn
) -> None:
    kari = log_in("kari")
    add(kari)
    page = add(kari, "fjordvik", "kari", title="Samtale hver mandag").content.decode()
    drawing = page[page.index("<svg role") : page.index("</svg>", page.index("<svg role"))]
    assert drawing.index("Fjordvik") != drawing.index("Nav")
    assert "Samtale hver mandag" in drawing
    assert drawing.count('class="span') == 2


def test_two_who_change_a_goal_see_both(plan: Plan, log_in: LogIn) -> None:
    goal = plan.goals.get()
    address, told = f"/plan/{plan.id}/", {"verb": "goal", "line": str(goal.line), "version": "1"}
    log_in("kari").post(address, {**told, "words": "Bli snekker."})
    both = log_in("ingrid").post(address, {**told, "words": "Bli båtbygger."})
    assert both.status_code == 409
    assert "Det står nå Bli snekker. Du skrev Bli båtbygger." in text(both)
    assert 'name="version" value="2"' in both.content.decode()
    log_in("ingrid").post(address, {**told, "version": "2", "words": "Bli båtbygger."})
    assert "Bli båtbygger." in text(log_in("kari").get(address))


def test_a_stranger_is_not_told(plan: Plan, added: Measure, log_in: LogIn) -> None:
    for name in ("sven", "lise", "jonas_self", "tom", "nils"):
        assert log_in(name).get(f"/plan/{plan.id}/").status_code == 404, name
        assert log_in(name).get(f"/tiltak/{added.id}/").status_code == 404, name


def test_the_pages_ask_the_database_little(
    plan: Plan, add: Callable[..., HttpResponse], log_in: LogIn
) -> None:
    kari = log_in("kari")
    add(kari)
    add(kari, "fjordvik", "kari")
    row = Measure.objects.get(responsible__username="kari")
    pages = (f"/plan/{plan.id}/", f"/plan/{plan.id}/tiltak/", f"/tiltak/{row.id}/", "/tiltak/", "/")
    for page in pages:
        with queries() as asked:
            assert kari.get(page).status_code == 200
        assert len(asked) <= 12, "\n".join((page, *asked))
