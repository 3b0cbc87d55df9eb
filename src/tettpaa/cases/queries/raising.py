"""Who would receive what somebody is about to say, and by when; shown before it is sent."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tettpaa.access.decide import demand
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import current_memberships, holders_of, leader_of
from tettpaa.accounts.roles import roles
from tettpaa.baton.rules import Ladder, ladder_for
from tettpaa.cases.access import Matter, related
from tettpaa.cases.models import DutyReport, Statement
from tettpaa.cases.queries.places import Place, day, place_of, role_label, role_of
from tettpaa.cases.rules import Duty, due, duties, mark_for, urgency_of
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.organisations.queries import closures, with_parents


@dataclass(frozen=True)
class Receiver:
    """Who would have it (``role`` a code), at which step of which ladder, seen by ``due`` at the latest."""

    user: User
    role: str
    ladder: str
    step: str
    due: date
    place: Place


@dataclass(frozen=True)
class Preview:
    """``receiver`` None: nothing is recorded but that the duty was done. ``button`` is the button's text.

    ``mark`` is the topic that the words are marked with, unless the one who says it chooses another.
    """

    duty: Duty
    receiver: Receiver | None
    button: str
    mark: str = ""

    @property
    def sentence(self) -> str:
        """What happens and by when, in one sentence."""
        if self.receiver is None:
            return str(self.duty.text)
        who, role = self.receiver.user.name, role_label(self.receiver.role)
        if self.receiver.due == clock.today():
            return _("%(who)s (%(role)s) får det nå, og skal se på det i dag.") % {"who": who, "role": role}
        return _("%(who)s (%(role)s) får det nå, og skal se på det senest %(due)s.") % {
            "who": who, "role": role, "due": day(self.receiver.due)}  # fmt: skip


def preview(*, viewer: User, matter: Matter, duty: str, urgency: str) -> Preview:
    """What would happen. PermissionDenied if the viewer has nothing to do with the matter."""
    demand(viewer, "concern.raise", matter)
    asked = duties()[duty]
    if not asked.recorded:
        return Preview(asked, None, _("Jeg har meldt fra til barnevernet"))
    found = receiver(by=viewer, matter=matter, duty=asked, urgency=urgency)
    role = role_label(found.role)
    button = _("Send til %(who)s (%(role)s)") % {"who": found.user.name, "role": role}
    return Preview(asked, found, button, mark_for(role_of(viewer, found.place)))


def receiver(*, by: User, matter: Matter, duty: Duty, urgency: str) -> Receiver:
    """By relation: the first on the unit's ladder who is neither the one who says it nor close family.

    What the law gives the leader goes straight there; where nobody else is left, so does the rest, even if
    the leader is the one who says it.
    """
    place = place_of(matter, by)
    ladder = ladder_for(place.unit.kind, clock.today())
    person = place.person.id if place.person else None
    last = due("seen", urgency_of(duty, urgency), closures(place.unit.id), duty)
    group = place.group.id if place.group else None
    first = None if matter.about in duty.leader_for else first_on(ladder, place.unit.id, group, person, by=by)
    if first:
        user, step = first
        return Receiver(user, step, ladder.code, step, last, place)
    user = next((one for one in _leaders(place.unit.id) if not related(one, person)), None)
    if user is None:
        raise InputError(
            _("Ingen svarer for %(unit)s.") % {"unit": place.unit.name},
            remedy=_("Ring skolen eller fylkeskommunen."),
        )
    return Receiver(user, _leads_as(user), ladder.code, ladder.top.code, last, place)


def first_on(
    ladder: Ladder, unit: uuid.UUID, group: uuid.UUID | None, person: uuid.UUID | None, *, by: User
) -> tuple[User, str] | None:
    """The first on the ladder there, and at which step, who is neither ``by`` nor close family."""
    for step in ladder.steps:
        for user in _fill(step.code, unit, group):
            if user.id != by.id and not related(user, person):
                return user, step.code
    return None


def said_with(request_key: uuid.UUID, *, viewer: User) -> Statement | None:
    """What the viewer said with this key before, if they did."""
    return Statement.objects.filter(author=viewer, request_key=request_key).first()


def reported(request_key: uuid.UUID, *, viewer: User) -> bool:
    """Whether the viewer told with this key that their own duty is done."""
    return DutyReport.objects.filter(by=viewer, request_key=request_key).exists()


def _fill(role: str, unit: uuid.UUID, group: uuid.UUID | None) -> list[User]:
    if roles()[role].over != "group":
        return holders_of(role, unit=unit)
    return holders_of(role, unit=unit, group=group) if group else []


def _leaders(unit: uuid.UUID) -> Iterator[User]:
    """Who answers for the unit, then who answers for the one above, and so on."""
    for level in with_parents(unit):
        if found := leader_of(level.id):
            yield found


def _leads_as(user: User) -> str:
    found = [m.role for m in current_memberships().filter(user=user) if roles()[m.role].leads]
    return found[0]
