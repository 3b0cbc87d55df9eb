"""What can be done, for all staff to read; a school adds its own."""

import re
from collections.abc import Callable

from django.test import Client

from tests.support.house import House
from tests.web.concerns.conftest import text
from tettpaa.measures.models import OwnMeasure

LogIn = Callable[..., Client]
OWN = {
    "title": "Frokost med rektor", "text": "Hver tirsdag.", "area": "environment", "intensity": "light",
    "offered_by": "rektor", "example": "",
}  # fmt: skip


def test_a_school_adds_its_own_once(house: House, log_in: LogIn) -> None:
    ingrid = log_in("ingrid")
    key = re.search(r'name="request_key" value="([^"]+)"', ingrid.get("/tiltak/").content.decode())
    assert key
    given = {**OWN, "unit": str(house.units["fjordvik"].id), "request_key": key[1]}
    ingrid.post("/tiltak/", given)
    ingrid.post("/tiltak/", given)
    assert OwnMeasure.objects.count() == 1
    assert "Frokost med rektor" in text(log_in("sven").get("/tiltak/"))


def test_a_teacher_reads_and_does_not_add(log_in: LogIn) -> None:
    tom = log_in("tom")
    assert "Legg til deres eget tiltak" not in text(tom.get("/tiltak/"))
    refused = tom.post("/tiltak/", OWN)
    assert refused.status_code == 403
    assert "rådgivere og ledere" in text(refused)
    assert log_in("lise").get("/tiltak/").status_code == 403
