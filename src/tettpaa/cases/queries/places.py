"""What a concern is about, as the reader may name it, and what people are there."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tettpaa.access.queries import shows
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User, UserKind
from tettpaa.accounts.queries import current_memberships, memberships_of
from tettpaa.accounts.roles import roles
from tettpaa.cases.access import Matter
from tettpaa.cases.states import About
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.organisations.models import Group, Unit, UnitKind
from tettpaa.organisations.queries import with_parents
from tettpaa.pathway import queries as pathway
from tettpaa.pathway.models import YoungPerson


@dataclass(frozen=True)
class Place:
    """The unit that answers for it; the class; the young person."""

    unit: Unit
    group: Group | None
    person: YoungPerson | None

    @property
    def who(self) -> str:
        """The name to show: the young person's, the class's or the unit's."""
        if self.person:
            return self.person.name
        return self.group.code if self.group else self.unit.name


def place_of(matter: Matter, by: User) -> Place:
    """Where the matter belongs now. Of several places of a person: where ``by`` works, then the latest.

    Somebody with no place belongs to the follow-up service (opplæringslova § 9-4). InputError if there is
    no unit at all.
    """
    if matter.about == About.ROUTINE:
        return Place(Unit.objects.get(id=matter.id), None, None)
    if matter.about == About.CLASS:
        group = Group.objects.select_related("school").get(id=matter.id)
        return Place(group.school, group, None)
    person, today = pathway.person(matter.id, viewer=by), clock.today()
    places = pathway.enrolments(person.id, viewer=by)
    works = {member.unit_id for member in memberships_of(viewer=by)}
    current = [p for p in places if p.first <= today and (p.last is None or p.last >= today)]
    if current:
        best = max(current, key=lambda p: (p.unit_id in works, p.first, p.group_id is not None, str(p.id)))
        return Place(best.unit, best.group, person)
    if not places and person.protection:
        raise InputError(
            _("Adressen er skjermet, så vi kan ikke vise hvem som har ansvaret."),
            remedy=_("Ring den du vanligvis snakker med om ungdommen."),
        )
    if not places:
        raise InputError(_("Ungdommen er ikke registrert noe sted."), remedy=_("Ring oppfølgingstjenesten."))
    last = max(places, key=lambda p: (p.first, str(p.id)))
    return Place(_outreach(last.unit) or last.unit, None, person)


def placed(viewer: User) -> Q:
    """For a query of concerns: whether the viewer may know where it is. The address of a person can be protected."""
    return Q(person_id=None) | Q(shows(Topic.WHEREABOUTS, "person_id", viewer=viewer))


def role_of(user: User, place: Place) -> str:
    """What the user is towards it: a role code, ``guardian``, ``young``, ``system``, or empty."""
    if user.kind != UserKind.STAFF:
        return user.kind
    here = list(current_memberships().filter(user=user).order_by("first", "id"))
    here.sort(key=lambda m: (m.unit_id != place.unit.id, place.group is None or m.group_id != place.group.id))
    return here[0].role if here else ""


def role_label(code: str) -> str:
    """The word for it, as the reader's language has it."""
    if code in roles():
        return roles()[code].label[(get_language() or "nb")[:2]]
    return {"guardian": _("foresatt"), "young": _("ungdommen selv"), "system": _("systemet")}.get(code, "")


def _outreach(unit: Unit) -> Unit | None:
    """The follow-up service under the same county."""
    tops = [level.id for level in with_parents(unit.id)]
    found = Unit.objects.filter(kind=UnitKind.FOLLOW_UP_SERVICE, parent_id__in=tops).order_by(
        "name_key", "id"
    )
    return found.first()


def day(on: date) -> str:
    """``3. desember``, in the reader's language."""
    return date_format(on, "j. F") if on != clock.today() else _("i dag")
