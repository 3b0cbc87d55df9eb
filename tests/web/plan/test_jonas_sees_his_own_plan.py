"""When somebody has told him of it: he reads it, writes what he wants, and says how it goes."""

from collections.abc import Callable

from django.test import Client

from tests.web.concerns.conftest import text
from tettpaa.cases.plan.models import Plan
from tettpaa.measures.models import Measure

LogIn = Callable[..., Client]


def test_it_is_shown_when_kari_says_so(plan: Plan, added: Measure, log_in: LogIn) -> None:
    kari, jonas, lise = log_in("kari"), log_in("jonas_self"), log_in("lise")
    assert "Planen min" not in text(jonas.get("/"))
    kari.post(f"/plan/{plan.id}/", {"verb": "show", "shown": "young"})
    assert "Planen min" in text(jonas.get("/"))
    said = text(jonas.get(f"/plan/{plan.id}/"))
    assert "Bli tømrer." in said
    assert "Praksis på snekkerverkstedet" in said
    assert lise.get(f"/plan/{plan.id}/").status_code == 404
    kari.post(f"/plan/{plan.id}/", {"verb": "show", "shown": "family"})
    assert "Planen for Jonas" in text(lise.get("/"))
    assert "Bli tømrer." in text(lise.get(f"/plan/{plan.id}/"))
    assert lise.get(f"/tiltak/{added.id}/").status_code == 200


def test_he_writes_his_own_goal_that_nobody_else_changes(plan: Plan, log_in: LogIn) -> None:
    kari, jonas, address = log_in("kari"), log_in("jonas_self"), f"/plan/{plan.id}/"
    kari.post(address, {"verb": "show", "shown": "young"})
    jonas.post(address, {"verb": "goal", "words": "Slippe teori på mandager."})
    goal = plan.goals.get(words__startswith="Slippe")
    refused = kari.post(address, {"verb": "goal", "line": str(goal.line), "version": "1", "words": "Nei."})
    assert refused.status_code == 422
    assert "Slippe teori på mandager. Jonas, 23. november" in text(kari.get(address))


def test_he_says_how_a_measure_goes(plan: Plan, added: Measure, log_in: LogIn) -> None:
    log_in("kari").post(f"/plan/{plan.id}/", {"verb": "show", "shown": "young"})
    log_in("jonas_self").post(f"/tiltak/{added.id}/", {"verb": "remark", "words": "Sjefen er grei."})
    assert "Sjefen er grei." in text(log_in("noor").get(f"/tiltak/{added.id}/"))
    assert "Sjefen er grei." in text(log_in("kari").get(f"/plan/{plan.id}/"))


def test_he_agrees_to_the_plan_as_it_stands(plan: Plan, log_in: LogIn) -> None:
    kari, jonas, address = log_in("kari"), log_in("jonas_self"), f"/plan/{plan.id}/"
    kari.post(address, {"verb": "show", "shown": "young"})
    page = jonas.get(address).content.decode()
    stood = page.split('name="stood" value="')[1].split('"')[0]
    assert "Det står hvem som er enig" in text(
        jonas.post(address, {"verb": "agree", "stood": stood}, follow=True)
    )
    kari.post(address, {"verb": "agree", "stood": stood, "paper": "Lise Testesen"})
    said = text(kari.get(address))
    assert "Jonas_self Testesen 23. november" in said
    assert "Lise Testesen 23. november, på papir, notert av Kari Testesen" in said
    old = jonas.post(address, {"verb": "agree", "stood": "2026-11-01T09:00:00+00:00"})
    assert old.status_code == 409
    assert "Planen har endret seg" in text(old)
