"""Who sees a concern, and why: for the list on its page."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from tettpaa.access.queries import who_sees
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import current_memberships
from tettpaa.accounts.roles import leading
from tettpaa.baton.models import Baton
from tettpaa.cases.access import related
from tettpaa.cases.models import Concern
from tettpaa.cases.queries.places import role_label


@dataclass(frozen=True)
class Sight:
    """Somebody who sees it; ``because`` is their role, or that they have it or are asked to."""

    user: User
    because: str


def who_sees_it(concern: Concern, baton: Baton | None, *, viewer: User) -> list[Sight]:
    """Everyone, by name; the one who has it first. As the policies of the room say (``access``)."""
    found = _at_unit(concern) if concern.person_id is None else _by_topic(concern, viewer)
    if baton is not None:
        held = {baton.holder: _("har ansvaret nå")}
        if baton.offered_to:
            held[baton.offered_to] = _("er spurt om å ta over")
        found = {user: why for user, why in found.items() if user not in held}
        return [Sight(user, why) for user, why in (held | found).items()]
    return [Sight(user, why) for user, why in found.items()]


def _by_topic(concern: Concern, viewer: User) -> dict[User, str]:
    rows = [
        row
        for row in who_sees(concern.person_id, viewer=viewer)
        if row.topics & concern.topic and row.ground != "baton"
    ]
    if concern.hidden_ground:
        rows = [row for row in rows if not related(row.user, concern.person_id)]
    return {row.user: role_label(row.role or row.user.kind) for row in rows}


def _at_unit(concern: Concern) -> dict[User, str]:
    here = current_memberships().filter(unit_id=concern.unit_id)
    rows = here.filter(Q(role__in=leading()) | Q(user=concern.raised_by_id)).order_by("user__name_key", "id")
    return {row.user: row.role_label for row in rows}
