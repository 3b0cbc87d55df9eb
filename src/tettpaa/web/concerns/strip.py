"""The baton strip in words: who has it, until when, and where it goes if nobody does anything."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tettpaa.accounts.roles import roles
from tettpaa.baton import queries as batons
from tettpaa.baton.queries import Baton, User
from tettpaa.baton.rules import deadline, ladders
from tettpaa.kit import clock
from tettpaa.organisations.queries import closures


@dataclass(frozen=True)
class Climb:
    """The day it goes one step up. ``step`` is empty where there is none above."""

    step: str
    day: date

    @property
    def role(self) -> str:
        return role_word(self.step)

    @property
    def when(self) -> str:
        """``i dag``, ``i morgen``, ``torsdag 3. desember``."""
        return in_words(self.day)


@dataclass(frozen=True)
class Strip:
    """What ``<c-baton>`` is given; ``state`` is mine, other, overdue or offered."""

    state: str
    initials: str
    title: str
    text: str
    next: str


def climbs_on(baton: Baton) -> Climb:
    """When it climbs, and to which step, if the one who has it does nothing. The figures are the ladder's."""
    ladder = ladders(clock.today())[baton.ladder]
    above = ladder.above(baton.step)
    after = ladder.pace(baton.step, baton.urgent).climbs_after
    day = max(deadline(baton.due, after, closures(baton.unit_id)), clock.today())
    return Climb(above[0].code if above else "", day)


def strip(baton: Baton, *, viewer: User) -> Strip:
    """For a baton that the viewer may see."""
    mine = baton.holder_id == viewer.id
    offered = baton.offered_to_id == viewer.id
    state = "offered" if offered else "overdue" if baton.overdue else "mine" if mine else "other"
    holder = _("Du har ansvaret.") if mine else _("%(who)s har ansvaret.") % {"who": baton.holder.name}
    if offered:
        holder = _("%(who)s spør om du kan ta over.") % {"who": baton.offered_by.name}
        text = _("Svar innen %(day)s.") % {"day": in_words(baton.offer_due)}
        return Strip(state, baton.offered_by.initials, holder, text, _offer_next(baton))
    words = _("Fristen var %(day)s.") if baton.overdue else _("Fristen er %(day)s.")
    text = words % {"day": in_words(baton.due)}
    if baton.offered_to_id:
        asked = {"who": baton.offered_to.name, "day": in_words(baton.offer_due)}
        told = _("%(who)s er spurt om å ta over, og skal svare innen %(day)s.") % asked
        return Strip(state, baton.holder.initials, holder, text, told)
    return Strip(state, baton.holder.initials, holder, text, _climb_next(baton))


def in_words(day: date) -> str:
    """``i dag``, ``i morgen``, ``i går``, or ``torsdag 3. desember``."""
    near = {0: _("i dag"), 1: _("i morgen"), -1: _("i går")}.get((day - clock.today()).days)
    return near or date_format(day, "l j. F")


def role_word(code: str) -> str:
    """The role in the reader's language."""
    return roles()[code].label[(get_language() or "nb")[:2]] if code in roles() else code


def _offer_next(baton: Baton) -> str:
    words = _("Sier du ja, er ansvaret ditt. Svarer du ikke, blir det hos %(who)s.")
    return words % {"who": baton.holder.name}


def _climb_next(baton: Baton) -> str:
    climb = climbs_on(baton)
    ladder = ladders(clock.today())[baton.ladder]
    steps = [step.code for step in ladder.above(baton.step)]
    found = batons.places(ladder, steps, baton.unit, baton.group, person=baton.person_id)
    place = next(found, None) if steps else None
    if place is None or place.holder.id == baton.holder_id:
        return _("Det er ingen over her. De som leder, ser at en frist er gått ut, men ikke hva det gjelder.")
    goes = {"role": role_word(place.step), "who": place.holder.name, "day": climb.when}
    return _("Skjer det ingenting, går det videre til %(role)s %(who)s %(day)s.") % goes
