"""A resource team at Fjordvik with NAV in it: a meeting four weeks ago, where something was decided for Jonas, and one
tomorrow."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from tests.cases.people import School
from tests.support.house import House
from tettpaa.cases.plan import actions as plans
from tettpaa.kit import clock
from tettpaa.meetings import actions
from tettpaa.workflows import meetings as workflows

SAID = {
    "name": "Ressursteam",
    "place": "Rom 204",
    "jonas": "Vg1 bygg, borte hver mandag, trives i verkstedet",
    "again": "Vg1 bygg, hvordan gikk det med mandagene?",
    "amina": "Vg1 bygg, stryk i matte, vil ikke ha hjelp",
    "frida": "Vg1 bygg, vil ut i jobb",
    "minutes": "Mandagene er verst. Han vil ha kortere økter og en å møte ved porten.",
    "writing": "Fire mandager på skolen av fem.",
    "gate": "Møte ham ved porten mandager",
    "call": "Ringe hjem med gode nyheter",
    "evaluated": "Gjort hver mandag. Han kommer.",
}


def meet(house: House) -> dict[str, uuid.UUID]:
    """Ids by name: team, past, coming; the item of each, by whom it is about."""
    school, units, young = School(house), house.units, house.young
    with _on(10, 19):
        team = school.does(
            "ingrid", actions.begin, unit=units["fjordvik"].id, name=SAID["name"], request_key=uuid.uuid4()
        ).id
        for name, unit in (("kari", "fjordvik"), ("per", "fjordvik"), ("noor", "nav")):
            school.does("ingrid", actions.seat, team=team, user=school.user(name).id, unit=units[unit].id)
        past = _call(school, team, date(2026, 10, 26))
        item = _put(school, team, young["jonas"].id, "jonas")
    with _on(10, 26):
        school.does(
            "per",
            actions.attend,
            meeting=past,
            present={school.user(n).id for n in ("ingrid", "kari", "noor")},
        )
        school.does("ingrid", actions.write, item=item, part="", words=SAID["minutes"], version=0)
        gate = _decide(school, past, item, "gate", "per", date(2026, 11, 20))
        _decide(school, past, item, "call", "ingrid", date(2026, 12, 4))
        school.does("ingrid", actions.hold, meeting=past, version=1)
    with _on(11, 20):
        done = {"done": "yes", "helped": "yes", "view": "staff", "words": SAID["evaluated"]}
        school.does("per", plans.evaluate, measure=gate, version=1, **done)
        coming = _call(school, team, date(2026, 11, 24))
        items = {name: _put(school, team, young[name].id, key) for name, key in
                 (("jonas", "again"), ("amina", "amina"), ("frida", "frida"))}  # fmt: skip
        school.does("kari", actions.write, item=items["jonas"], part="", words=SAID["writing"], version=0)
    return {"team": team, "past": past, "then": item, "coming": coming, **items}


def _on(month: int, day: int) -> Any:
    return clock.frozen(datetime(2026, month, day, 9, tzinfo=clock.OSLO))


def _call(school: School, team: uuid.UUID, day: date) -> uuid.UUID:
    starts = datetime(day.year, day.month, day.day, 12, tzinfo=clock.OSLO) + timedelta(minutes=30)
    told = {"starts": starts, "minutes": 60, "place": SAID["place"], "request_key": uuid.uuid4()}
    return school.does("ingrid", actions.call, team=team, **told).id


def _put(school: School, team: uuid.UUID, person: uuid.UUID, key: str) -> uuid.UUID:
    told = {"person": person, "summary": SAID[key], "request_key": uuid.uuid4()}
    return school.does("kari", actions.put, team=team, **told).id


def _decide(school: School, meeting: uuid.UUID, item: uuid.UUID, key: str, who: str, due: date) -> uuid.UUID:
    return school.does(
        "ingrid", workflows.decide, meeting=meeting, item=item, title=SAID[key], aim="", code=workflows.OFFER,
        who=school.user(who).id, due=due, request_key=uuid.uuid4(),
    ).id  # fmt: skip
