"""Rights over this room's tables, and who may triage, switch rules and keep the rhythm."""

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, permission
from tettpaa.access.rows import ME, TODAY, Rows, declare, sees
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import Membership, User, UserKind
from tettpaa.accounts.queries import current_memberships
from tettpaa.identification.rhythm import duties, keepers
from tettpaa.identification.rules import COUNTY_ROLES, SWITCH_ROLES, TRIAGE_ROLES
from tettpaa.identification.states import Kind


def _member(table: str, at: str, roles: Iterable[str]) -> str:
    """SQL: the user is one of these today, at the row's unit (``at``) or, if that is empty, anywhere."""
    listed = ", ".join(f"'{role}'" for role in roles)
    there = f"and m.unit_id = {table}.{at} " if at else ""
    return (
        f"exists (select 1 from accounts_membership m where m.user_id = {ME} {there}and m.role in ({listed}) "
        f"and m.first <= {TODAY} and (m.last is null or m.last >= {TODAY}))"
    )


_UNIT = _member("identification_rhythmdone", "unit_id", sorted(keepers()))
_PERSON = sees("identification_rhythmdone.person_id", Topic.SIGNALS)
_RHYTHM = f"(person_id is not null and {_PERSON}) or (person_id is null and {_UNIT})"
_SEES = sees("identification_signal.person_id", Topic.SIGNALS)
# What does not depend on the row stands first: it is asked once, not of each row.
_LOAD = (
    f"{_member('identification_ruleload', '', COUNTY_ROLES)} "
    f"or {_member('identification_ruleload', 'unit_id', TRIAGE_ROLES)}"
)

declare(
    # Rules and how many they flag in all tell of nobody.
    Rows("identification.BookVersion", select="true", open=True),
    Rows("identification.Run", select="true", open=True),
    Rows("identification.RuleSwitch", select="true", insert=f"by_id = {ME}"),
    # In a small class a count can point at somebody.
    Rows("identification.RuleLoad", select=_LOAD),
    Rows("identification.Signal", select=_SEES, update=_SEES),
    Rows("identification.RhythmDone", select=_RHYTHM, insert=_RHYTHM, delete=_RHYTHM),
)


def _roles_at(viewer: User, unit: uuid.UUID | None, roles: Iterable[str]) -> Membership | None:
    found = current_memberships().filter(user=viewer, role__in=list(roles)).order_by("first", "id")
    return (found.filter(unit_id=unit) if unit else found).first()


def _because(member: Membership | None, otherwise: str) -> Decision:
    if member is None:
        return Decision(False, otherwise)
    said = _("fordi du er %(role)s ved %(unit)s") % {"role": member.role_label, "unit": member.unit.name}
    return Decision(True, said)


@permission("signals.triage")
def _triage(viewer: User, unit: uuid.UUID) -> Decision:
    """Counsellors and leaders of the school answer its signals."""
    return _because(
        _roles_at(viewer, unit, TRIAGE_ROLES),
        _("Signalene besvares av rådgiver, avdelingsleder eller rektor ved skolen."),
    )


@permission("rules.read")
def _read(viewer: User, _subject: object = None) -> Decision:
    """Rules and how many they flag in all tell of nobody, so that all staff may read them."""
    if viewer.kind == UserKind.STAFF:
        return Decision(True, _("fordi du er ansatt"))
    return Decision(False, _("Regelboka er for dem som arbeider med ungdommene."))


@permission("rules.switch")
def _switch(viewer: User, _subject: object = None) -> Decision:
    """The county switches rules, for all its schools alike."""
    return _because(
        _roles_at(viewer, None, SWITCH_ROLES),
        _("Regler slås av og på av koordinatoren i fylkeskommunen."),
    )


@permission("signals.store")
def _store(viewer: User, _subject: object = None) -> Decision:
    """Runs are stored by the system itself, or by the one who is responsible for it."""
    if viewer.kind == UserKind.SYSTEM:
        return Decision(True, _("fordi systemet gjør det selv"))
    return _because(
        _roles_at(viewer, None, ("system_admin",)), _("Signaler legges inn av systemet, ikke av brukere.")
    )


@permission("rhythm.mark")
def _mark(viewer: User, subject: tuple[Kind, uuid.UUID]) -> Decision:
    """``subject``: the kind of line, and the unit."""
    kind, unit = subject
    duty = next(duty for duty in duties() if duty.kind is kind)
    return _because(
        _roles_at(viewer, unit, duty.roles), _("Dette står på arbeidslista til andre ved skolen.")
    )
