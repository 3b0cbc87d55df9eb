"""What people do with concerns, as themselves in the app role, with the promise asked of the database."""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import connection

from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.baton.actions import climb
from tettpaa.cases import queries
from tettpaa.cases.access import Matter
from tettpaa.cases.models import Concern
from tettpaa.cases.states import About
from tettpaa.kit import clock
from tettpaa.workflows import concerns


def checked() -> None:
    """What is otherwise asked at commit."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


class School:
    """The small house, and its people doing things by name."""

    def __init__(self, house: House) -> None:
        self.house = house

    house_start = date(2026, 8, 1)

    @property
    def now(self) -> datetime:
        return clock.now()

    def user(self, name: str) -> User:
        return self.house.users[name]

    def person(self, name: str = "jonas") -> Matter:
        return Matter(About.PERSON, self.house.young[name].id)

    def klass(self, code: str = "1BAA") -> Matter:
        return Matter(About.CLASS, self.house.groups[code].id)

    def routine(self, unit: str = "fjordvik") -> Matter:
        return Matter(About.ROUTINE, self.house.units[unit].id)

    def does(self, name: str, action: Callable[..., Any], /, **told: Any) -> Any:
        """The action by the named one in the app role, with the constraints asked."""
        with acting_as(self.user(name).id):
            done = action(by=self.user(name), **told)
            checked()
        return done

    def asks(self, name: str, query: Callable[..., Any], *arguments: Any, **told: Any) -> Any:
        """The query as the named one sees it."""
        with acting_as(self.user(name).id):
            return query(*arguments, viewer=self.user(name), **told)

    def says(self, name: str = "tom", matter: Matter | None = None, **more: Any) -> concerns.Raised:
        told = {"words": "Han sover i timene.", "urgency": "this_week", "duty": "other"} | more
        told.setdefault("request_key", uuid.uuid4())
        return self.does(name, concerns.raise_concern, matter=matter or self.person(), **told)

    def row(self, concern: uuid.UUID) -> Concern:
        """As the owner of the tables sees it."""
        return Concern.objects.get(id=concern)

    def steps(self, name: str, verb: str, concern: uuid.UUID, **told: Any) -> Any:
        """The workflow's verb by the named one, with the version as it stands."""
        if verb in ("see", "decide", "pass_on", "close", "reopen"):
            told.setdefault("version", self.row(concern).version)
        return self.does(name, getattr(concerns, verb), concern=concern, **told)

    def sees(self, name: str, concern: uuid.UUID) -> bool:
        with acting_as(self.user(name).id):
            return Concern.objects.filter(id=concern).exists()

    def receipts(self, name: str) -> list[str]:
        """What the last thing they said has come to, as they read it."""
        return [sentence for _, sentence in self.asks(name, queries.raised_by_me)[0].receipts]

    def climbs(self) -> int:
        with acting_as(SYSTEM, "tettpaa_system"):
            moved = climb(by=system())
            checked()
        return moved
