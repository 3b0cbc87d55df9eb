"""Rita leads Fjordvik: she sees who works there, and lets them begin, end and stand in for one another."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from tests.support.house import House
from tests.support.queries import queries
from tests.web.concerns.conftest import text
from tettpaa.access.acting import acting_as
from tettpaa.accounts.models import Membership, MembershipChange
from tettpaa.accounts.queries import SYSTEM
from tettpaa.baton.models import Baton
from tettpaa.kit import clock
from tettpaa.pathway.models import YoungPerson

LogIn = Callable[..., Client]
Work = Callable[[], int]


def of(house: House, name: str) -> Membership:
    return house.users[name].memberships.get()


def sees(house: House, name: str) -> int:
    with acting_as(house.users[name].id):
        return YoungPerson.objects.count()


def test_she_sees_who_is_what_from_when(house: House, log_in: LogIn) -> None:
    house.member("vera", "subject_teacher", "fjordvik", "1BAA", last=date(2026, 12, 18))
    page = text(log_in("rita").get("/ansatte/"))
    assert "Kari Testesen Kontaktlærer, 1BAA fra 17. august 2026" in page
    assert "Vera Testesen siste dag 18. desember 2026 Faglærer, 1BAA" in page
    assert "Sven" not in page


def test_before_somebody_ends_it_says_what_goes_to_whom(house: House, log_in: LogIn, said) -> None:
    said("tom", "amina")
    said("tom", "jonas")
    page = text(log_in("rita").get(f"/ansatte/{of(house, 'kari').id}/slutter/"))
    assert "2 ansvar går videre, med samme frist: 2 til Ingrid Testesen" in page
    assert "Amina" not in page, "what it is about is not the administrator's affair"
    assert "Ingenting ligger hos dem" in text(log_in("ada").get(f"/ansatte/{of(house, 'tom').id}/slutter/"))
    assert "2 til Ingrid" in text(log_in("ada").get(f"/ansatte/{of(house, 'kari').id}/slutter/"))


def test_who_ends_leaves_nothing_behind_and_the_page_tells_how_far_it_is(
    house: House, log_in: LogIn, said, work: Work
) -> None:
    said("tom", "amina")
    rita = log_in("rita")
    page = text(rita.post(f"/ansatte/{of(house, 'kari').id}/slutter/", {"last": "2026-11-22"}, follow=True))
    assert (
        "Kari Testesen slutter som kontaktlærer, 1BAA, siste dag 22. november 2026 venter på å bli utført"
        in page
    )
    assert sees(house, "kari") == 2, "nothing is done before it is done"
    assert work() == 1
    page = text(rita.get("/ansatte/"))
    assert "utført 1 ansvar gikk videre." in page
    assert sees(house, "kari") == 0
    with acting_as(SYSTEM, "tettpaa_system"):
        assert Baton.objects.get().holder == house.users["ingrid"]
    assert work() == 0


def test_it_is_undone_the_same_day_and_not_the_day_after(house: House, log_in: LogIn, work: Work) -> None:
    rita = log_in("rita")
    rita.post(f"/ansatte/{of(house, 'kari').id}/slutter/", {"last": "2026-11-22"})
    work()
    change = MembershipChange.objects.get()
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert "kan ikke angres lenger" in text(
            log_in("rita").post(f"/ansatte/angre/{change.id}/", follow=True)
        )
    rita.post(f"/ansatte/angre/{change.id}/")
    work()
    assert sees(house, "kari") == 2
    assert of(house, "kari").last is None
    assert "Angret: Kari Testesen slutter" in text(rita.get("/ansatte/"))


def test_what_cannot_be_done_says_why(house: House, log_in: LogIn, said, work: Work) -> None:
    house.users["cato"].memberships.all().delete()
    house.users["sven"].memberships.all().delete()
    said("synne", "elias")
    ada = log_in("ada")
    assert "har ingen å gå til" in text(ada.get(f"/ansatte/{of(house, 'synne').id}/slutter/"))
    ada.post(f"/ansatte/{of(house, 'synne').id}/slutter/", {"last": "2026-11-23"})
    work()
    solvik = house.units["solvik"].id
    page = text(ada.get(f"/ansatte/?enhet={solvik}"))
    assert "kunne ikke utføres Ingen kan få ansvaret ved Solvik. Sett inn en leder ved enheten først." in page
    assert of(house, "synne").last is None


def test_a_worker_that_stands_still_is_told_of(house: House, log_in: LogIn) -> None:
    log_in("rita").post(f"/ansatte/{of(house, 'kari').id}/slutter/", {"last": "2026-11-23"})
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert "Arbeidet i bakgrunnen står" in text(log_in("rita").get("/ansatte/"))


def test_somebody_begins(house: House, log_in: LogIn, work: Work) -> None:
    nora, rita = house.user("nora"), log_in("rita")
    assert "Nora Testesen (nora)" in text(rita.post("/ansatte/ny/", {"q": "nora"}))
    told = {"q": "nora", "user": nora.id, "role": "contact_teacher", "first": "2026-11-23", "last": ""}
    page = rita.post("/ansatte/ny/", told)
    assert (page.status_code, "Velg klassen." in text(page)) == (422, True)
    rita.post("/ansatte/ny/", told | {"group": house.groups["1BAA"].id})
    work()
    assert sees(house, "nora") == 2
    change = MembershipChange.objects.get()
    rita.post(f"/ansatte/angre/{change.id}/")
    work()
    assert sees(house, "nora") == 0
    assert not nora.memberships.exists()


def test_only_roles_of_such_a_unit_and_only_staff(house: House, log_in: LogIn) -> None:
    rita, nora = log_in("rita"), house.user("nora")
    told = {"q": "nora", "user": nora.id, "first": "2026-11-23"}
    for more in (
        {"role": "county_coordinator"},
        {"role": "nav_leader"},
        {"user": house.users["lise"].id, "role": "principal"},
    ):
        assert rita.post("/ansatte/ny/", told | more).status_code == 422
    assert not MembershipChange.objects.exists()


def test_a_deputy_takes_over_and_gives_way(house: House, log_in: LogIn, said, work: Work) -> None:
    dina, rita = house.user("dina"), log_in("rita")
    said("tom", "amina")
    told = {"q": "dina", "user": dina.id, "first": "2026-11-23", "last": "2026-11-27", "hand_over": "on"}
    rita.post(f"/ansatte/{of(house, 'kari').id}/stedfortreder/", told)
    work()
    assert "Dina Testesen siste dag 27. november 2026 Kontaktlærer, 1BAA · stedfortreder for Kari" in text(
        rita.get("/ansatte/")
    )
    with acting_as(SYSTEM, "tettpaa_system"):
        assert Baton.objects.get().holder == dina
    rita.post(f"/ansatte/angre/{MembershipChange.objects.get().id}/")
    work()
    with acting_as(SYSTEM, "tettpaa_system"):
        assert Baton.objects.get().holder == house.users["kari"]


def test_dates_in_the_wrong_order_are_sent_back(house: House, log_in: LogIn) -> None:
    page = log_in("rita").post(f"/ansatte/{of(house, 'kari').id}/slutter/", {"last": "2026-01-01"})
    assert page.status_code == 422
    assert "Siste dag kan ikke være før første dag." in text(page)


@pytest.mark.parametrize("name", ["kari", "per", "tom", "lise", "jonas_self"])
def test_others_are_told_that_it_is_not_theirs(house: House, log_in: LogIn, name: str) -> None:
    client, kari = log_in(name), of(house, "kari")
    assert client.get("/ansatte/").status_code == 403
    assert client.post(f"/ansatte/{kari.id}/slutter/", {"last": "2026-11-23"}).status_code == 403
    assert not MembershipChange.objects.exists()


def test_another_leader_reaches_their_own_alone(house: House, log_in: LogIn) -> None:
    synne = log_in("synne")
    assert synne.get(f"/ansatte/?enhet={house.units['fjordvik'].id}").status_code == 404
    assert synne.get(f"/ansatte/{of(house, 'kari').id}/slutter/").status_code == 403
    assert synne.get(f"/ansatte/{uuid.uuid4()}/slutter/").status_code == 404
    assert log_in("cato").get(f"/ansatte/?enhet={house.units['fjordvik'].id}").status_code == 200


def test_of_a_school_without_a_leader_the_one_above_is_told(house: House, log_in: LogIn, work: Work) -> None:
    log_in("ada").post(f"/ansatte/{of(house, 'synne').id}/slutter/", {"last": "2026-11-23"})
    work()
    assert "En enhet under deg står uten leder etter 23. november." in text(log_in("cato").get("/meldinger/"))


def test_it_asks_the_database_little(house: House, log_in: LogIn) -> None:
    rita = log_in("rita")
    with queries() as asked:
        rita.get("/ansatte/")
    assert len(asked) <= 12, asked
