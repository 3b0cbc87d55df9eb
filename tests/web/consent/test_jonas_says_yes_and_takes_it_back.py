"""Jonas lets NAV see his absence, on his own page; and takes it back with one press."""

import uuid
from collections.abc import Callable

from django.test import Client

from tests.support.house import House
from tests.support.queries import queries
from tests.web.concerns.conftest import text
from tettpaa.access.refresh import refresh
from tettpaa.consent.models import Consent, Withdrawal
from tettpaa.pathway.models import Guardian

LogIn = Callable[..., Client]


def own(house: House, name: str = "jonas") -> str:
    return f"/ungdom/{house.young[name].id}/samtykke/"


def yes(house: House, **more: object) -> dict[str, object]:
    said = {"unit": house.units["nav"].id, "topics": ["absence"], "last": "2027-02-21"}
    return {**said, "request_key": uuid.uuid4(), **more}


def test_from_his_front_page_to_yes_and_back(house: House, log_in: LogIn) -> None:
    jonas, noor, person = log_in("jonas_self"), log_in("noor"), f"/ungdom/{house.young['jonas'].id}/"
    assert own(house) in jonas.get("/").content.decode()
    assert jonas.get("/samtykker/", follow=True).redirect_chain == [(own(house), 302)]
    assert "Hjelp fra NAV til jobb, praksis eller penger" in text(jonas.get(own(house)))
    assert noor.get(person).status_code == 404
    page = jonas.post(f"{own(house)}gi/job/", yes(house), follow=True)
    assert "Du kan trekke det når du vil" in text(page)
    assert "fordi ungdommen har samtykket til Nav" in text(noor.get(person))
    assert "Nav, etter samtykke" in text(log_in("kari").get(person))
    made = Consent.objects.get()
    page = jonas.post(f"/samtykke/{made.id}/trekk/", follow=True)
    assert "Nav ser ikke lenger det som samtykket viste" in text(page)
    assert noor.get(person).status_code == 404
    assert "har trukket et samtykke" in text(noor.get("/meldinger/"))
    assert "trukket 23. november 2026" in text(jonas.get(own(house)))


def test_it_says_what_a_guardian_must_say_yes_to(house: House, log_in: LogIn) -> None:
    jonas = log_in("jonas_self")
    assert "Der må en foresatt si ja" in text(jonas.get(f"{own(house)}gi/job/"))
    assert "merket NAV</label>" not in jonas.get(f"{own(house)}gi/job/").content.decode()
    assert jonas.post(f"{own(house)}gi/job/", yes(house, topics=["nav"])).status_code == 422
    page = log_in("lise").post(f"{own(house)}gi/job/", yes(house, topics=["nav"]), follow=True)
    assert "Lise Testesen (foresatt)" in text(page)


def test_what_is_not_chosen_is_asked_for(house: House, log_in: LogIn) -> None:
    for left_out in ("unit", "topics", "last"):
        page = log_in("jonas_self").post(f"{own(house)}gi/job/", yes(house, **{left_out: ""}))
        assert page.status_code == 422, left_out
    assert not Consent.objects.exists()


def test_two_presses_give_one(house: House, log_in: LogIn) -> None:
    jonas, same = log_in("jonas_self"), yes(house)
    for _press in range(2):
        assert jonas.post(f"{own(house)}gi/job/", same).status_code == 302
    made = Consent.objects.get()
    for _press in range(2):
        assert jonas.post(f"/samtykke/{made.id}/trekk/").status_code == 302
    assert Withdrawal.objects.count() == 1


def test_who_guards_two_chooses_whose(house: House, log_in: LogIn) -> None:
    Guardian.objects.create(
        id=uuid.uuid4(), person=house.young["amina"], user=house.users["lise"], given_name="Lise",
        family_name="Testesen", relation="mor",
    )  # fmt: skip
    refresh()
    page = log_in("lise").get("/samtykker/").content.decode()
    assert own(house) in page
    assert own(house, "amina") in page
    assert log_in("kari").get("/samtykker/", follow=True).redirect_chain == [("/", 302)]


def test_the_page_asks_little(house: House, log_in: LogIn) -> None:
    jonas = log_in("jonas_self")
    jonas.post(f"{own(house)}gi/job/", yes(house))
    for address in ("/", own(house), f"{own(house)}gi/job/"):
        with queries() as asked:
            jonas.get(address)
        assert len(asked) <= 12, address
