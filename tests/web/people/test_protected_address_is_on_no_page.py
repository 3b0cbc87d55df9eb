"""Every page that somebody can reach: where the name of a protected young person stands, the school does not, for
one who may not know it. Pages are found by following each link from the front page.
"""

import re
import uuid
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from tests.cases.people import School
from tests.support.house import House
from tests.web.concerns.conftest import text
from tests.web.people.conftest import Guardian
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.notify.actions import tell
from tettpaa.pathway.actions import protect
from tettpaa.pathway.models import ContactPoint, Enrolment

WHERE = re.compile(r"Lønnvik|9ZZ|90000001|Vg3")
"""The school, the class, the phone and the level; none of them is anybody else's in the house."""
ELSEWHERE = ("noor", "nils", "ola", "olga", "cato", "ada", "sven", "synne", "lise", "dina")
SHARED = {"reason": "Vil jobbe.", "processing": "public_task", "exception": "other_agency_13b5"}
LINK = re.compile(r'href="(/[^"#]*)"')
LEFT_OUT = ("/static/", "/logg-ut", "/sprak", "/helse")


def hide(house: House, level: str) -> None:
    """Jonas goes to a school of his own, with concerns at home, at NAV and asked of the follow-up service."""
    house.unit("lønnvik", "school", "county")
    house.group("9ZZ", "lønnvik")
    house.member("liv", "contact_teacher", "lønnvik", "9ZZ")
    house.member("leif", "principal", "lønnvik")
    house.member("dina", "subject_teacher", "solvik", "1STA")
    jonas = house.young["jonas"]
    Enrolment.objects.filter(person=jonas).update(
        unit=house.units["lønnvik"], group=house.groups["9ZZ"], level="vg3"
    )
    guardian = Guardian.objects.get(person=jonas)
    for more in ({"guardian": guardian}, {}):
        ContactPoint.objects.create(id=uuid.uuid4(), person=jonas, kind="phone", value="90000001", **more)
    refresh()
    school = School(house)
    school.says("lise", school.person("jonas"), words="Han sover ikke.")
    for to, unit, accepts in (("noor", "nav", True), ("ola", "ot", False)):
        made = school.says("liv", school.person("jonas"), mine=True).concern
        school.steps("liv", "pass_on", made, to=school.user(to), unit=house.units[unit], **SHARED)
        if accepts:
            school.steps(to, "accept", made)
    with acting_as(SYSTEM, "tettpaa_system"):
        for name in ELSEWHERE:
            tell(
                to=house.users[name],
                text="concern.seen",
                by=system(),
                subject=("person", jonas.id),
                person=jonas.id,
            )
        protect(by=system(), person=jonas.id, level=level)


def crawl(client: Client, *more: str) -> dict[str, str]:
    """What each page says, by address; every link is followed once."""
    waiting, found = ["/", "/meldinger/", "/ungdommer/", "/skolen/", "/si-fra/", *more], {}
    while waiting:
        address = waiting.pop()
        if address in found or address.startswith(LEFT_OUT):
            continue
        answer = client.get(address, follow=True)
        found[address] = ""
        if answer.status_code != 200 or "html" not in answer.headers["content-type"]:
            if answer.status_code == 200:
                found[address] = answer.content.decode()
            continue
        found[address] = text(answer)
        waiting += [unescape(link) for link in LINK.findall(answer.content.decode())]
    return found


@pytest.mark.parametrize("level", ["confidential", "strictly"])
def test_where_the_name_stands_the_school_does_not(house: House, log_in: Callable[..., Client], level: str):
    hide(house, level)
    jonas, named = house.young["jonas"], set()
    for name in ELSEWHERE:
        client = log_in(name)
        pages = crawl(client, f"/ungdom/{jonas.id}/", f"/si-fra/om/{jonas.id}/")
        if house.users[name].kind == "staff":
            pages["search"] = text(client.post("/ungdommer/", {"q": "Jonas"}))
        for address, said in pages.items():
            if "Jonas" in said:
                named.add(name)
                assert not WHERE.search(said), (name, address, WHERE.findall(said))
    assert named >= {"noor", "ola", "lise"}, "the test must have met the name, or it says nothing"


def test_the_same_pages_say_it_to_those_who_need_it(house: House, log_in: Callable[..., Client]):
    hide(house, "confidential")
    pages = crawl(log_in("liv"), f"/ungdom/{house.young['jonas'].id}/")
    assert {"Lønnvik", "9ZZ", "90000001"} <= set(WHERE.findall(" ".join(pages.values())))


def test_who_has_it_elsewhere_is_told_that_it_is_hidden_and_can_go_on(
    house: House, log_in: Callable[..., Client]
):
    hide(house, "confidential")
    client = log_in("noor")
    page = text(client.get(f"/ungdom/{house.young['jonas'].id}/"))
    assert "Fortrolig adresse" in page
    assert "Telefon og e-post er skjermet." in page
    concern = next(
        link for link in LINK.findall(client.get("/").content.decode()) if link.startswith("/uro/")
    )
    assert "Sted skjermet" in text(client.get(concern))


def test_the_leader_sets_and_lifts_it(house: House, log_in: Callable[..., Client]):
    rita, address = log_in("rita"), f"/ungdom/{house.young['amina'].id}/"
    done = rita.post(f"{address}adressesperre/", {"level": "strictly"}, follow=True)
    assert "Strengt fortrolig adresse" in text(done)
    assert "Amina" not in text(log_in("tom").get("/ungdommer/"))
    assert log_in("kari").post(f"{address}adressesperre/", {"level": ""}).status_code == 403
    assert log_in("sven").post(f"{address}adressesperre/", {"level": ""}).status_code == 404
    assert rita.post(f"{address}adressesperre/", {"level": "nonsense"}).status_code == 404
    assert "Strengt" not in text(rita.post(f"{address}adressesperre/", {"level": ""}, follow=True))
