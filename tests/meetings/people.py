"""A team at Fjordvik: the counsellor, the contact teacher, the head of department, and NAV's Noor."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from tests.cases.people import School
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.consent import actions as consent
from tettpaa.kit import clock
from tettpaa.meetings import actions, queries
from tettpaa.meetings.models import Item, Meeting, Team
from tettpaa.workflows import meetings as workflows


class Around(School):
    """``team`` has Ingrid, Kari, Per and Noor in it."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.team: Team = self.does(
            "ingrid",
            actions.begin,
            unit=house.units["fjordvik"].id,
            name="Ressursteam",
            request_key=uuid.uuid4(),
        )
        for name, unit in (("kari", "fjordvik"), ("per", "fjordvik"), ("noor", "nav")):
            self.seat(name, unit)

    def seat(self, name: str, unit: str) -> None:
        self.does(
            "ingrid", actions.seat, team=self.team.id, user=self.user(name).id, unit=self.house.units[unit].id
        )

    def calls(self, by: str = "ingrid", *, days: int = 1, **more: Any) -> Meeting:
        starts = (clock.now() + timedelta(days=days)).astimezone(clock.OSLO).replace(hour=9, minute=0)
        told = {"starts": starts, "minutes": 60, "place": "Rom 204", "request_key": uuid.uuid4()}
        return self.does(by, actions.call, team=self.team.id, **(told | more))

    def puts(self, by: str, young: str, summary: str = "Vg1, borte hver mandag") -> Item:
        about = self.house.young[young].id
        return self.does(
            by, actions.put, team=self.team.id, person=about, summary=summary, request_key=uuid.uuid4()
        )

    def decides(self, by: str, item: Item, who: str, due: date | None = None, **more: Any) -> Any:
        told = {
            "title": "Ringe hjem på mandag", "aim": "", "code": workflows.OFFER, "request_key": uuid.uuid4(),
            "due": due or clock.today() + timedelta(days=14),
        }  # fmt: skip
        return self.does(
            by,
            workflows.decide,
            meeting=item.meeting_id,
            item=item.id,
            who=self.user(who).id,
            **(told | more),
        )

    def reads(self, name: str, query: Any, *told: Any) -> Any:
        with acting_as(self.user(name).id):
            return query(*told, viewer=self.user(name))

    def sheet(self, name: str, meeting: Meeting) -> queries.Sheet:
        return self.reads(name, queries.sheet, meeting.id)

    def talk(self, name: str, item: Item) -> queries.Talk:
        return self.reads(name, queries.talk, Item.objects.get(id=item.id).meeting_id, item.id)

    def agrees(self, *topics: str, by: str = "jonas_self") -> Any:
        """Jonas, or his mother, lets NAV see."""
        return self.does(
            by, consent.give, person=self.house.young["jonas"].id, unit=self.house.units["nav"].id,
            purpose="job", topics=list(topics), last=date(2027, 6, 1), request_key=uuid.uuid4(),
        )  # fmt: skip

    def at(self, days: int) -> datetime:
        return clock.now() + timedelta(days=days)
