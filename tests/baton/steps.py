"""Steps that the stories of batons are made of."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection

from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import SYSTEM
from tettpaa.baton import actions, queries
from tettpaa.baton.models import Baton
from tettpaa.kit import clock


def checked() -> None:
    """Ask now what is otherwise asked at commit."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


def as_user(user: User, action: Callable[..., Any], **told: Any) -> Any:
    """The action by the user, in the app role."""
    with acting_as(user.id):
        done = action(by=user, **told)
        checked()
    return done


def climb(on: date) -> int:
    """The worker's scan on that day."""
    with clock.frozen(on), acting_as(SYSTEM, "tettpaa_system"):
        moved = actions.climb()
        checked()
    return moved


def seen(house: House, name: str, baton: Baton) -> Baton | None:
    """What the user sees of the baton's subject."""
    with acting_as(house.users[name].id):
        return queries.of(baton.subject, viewer=house.users[name])


def now(baton: Baton) -> Baton:
    """As it stands in the database."""
    with acting_as(SYSTEM, "tettpaa_system"):
        return Baton.objects.select_related("holder", "unit").get(id=baton.id)
