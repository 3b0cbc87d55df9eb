"""Rights over this room's tables, and who may triage, switch rules and keep the rhythm."""

import uuid

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, by_role, permission
from tettpaa.access.permissions import sql_roles
from tettpaa.access.rows import ME, TODAY, Rows, declare, sees
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User, UserKind
from tettpaa.identification.rhythm import duties
from tettpaa.identification.states import Kind


def _member(table: str, at: str, action: str) -> str:
    """SQL: the user has the action by role today, at the row's unit (``at``) or, if that is empty, anywhere."""
    listed = sql_roles(action)
    there = f"and m.unit_id = {table}.{at} " if at else ""
    return (
        f"exists (select 1 from accounts_membership m where m.user_id = {ME} {there}and m.role in ({listed}) "
        f"and m.first <= {TODAY} and (m.last is null or m.last >= {TODAY}))"
    )


_UNIT = _member("identification_rhythmdone", "unit_id", "rhythm.mark")
_PERSON = sees("identification_rhythmdone.person_id", Topic.SIGNALS)
_RHYTHM = f"(person_id is not null and {_PERSON}) or (person_id is null and {_UNIT})"
_SEES = sees("identification_signal.person_id", Topic.SIGNALS)
# What does not depend on the row stands first: it is asked once, not of each row.
_LOAD = (
    f"{_member('identification_ruleload', '', 'rules.load_all')} "
    f"or {_member('identification_ruleload', 'unit_id', 'rules.load')}"
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


@permission("signals.triage")
def _triage(viewer: User, unit: uuid.UUID | None = None) -> Decision:
    """Counsellors and leaders of the school answer its signals; without a unit: of some school."""
    return by_role(
        viewer,
        "signals.triage",
        _("Signalene besvares av rådgiver, avdelingsleder eller rektor ved skolen."),
        None if unit is None else [unit],
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
    return by_role(viewer, "rules.switch", _("Regler slås av og på av koordinatoren i fylkeskommunen."))


@permission("rules.load")
def _load(viewer: User, unit: uuid.UUID) -> Decision:
    """At one's own school; the database says the same of each row."""
    return by_role(viewer, "rules.load", _("Hvor mange en regel gir her, ser de ved skolen."), [unit])


@permission("rules.load_all")
def _load_all(viewer: User, _subject: object = None) -> Decision:
    return by_role(viewer, "rules.load_all", _("Hvor mange en regel gir ved hver skole, ser fylkeskommunen."))


@permission("signals.store")
def _store(viewer: User, _subject: object = None) -> Decision:
    """Runs are stored by the system itself, or by the one who is responsible for it."""
    if viewer.kind == UserKind.SYSTEM:
        return Decision(True, _("fordi systemet gjør det selv"))
    return by_role(viewer, "signals.store", _("Signaler legges inn av systemet, ikke av brukere."))


@permission("rhythm.mark")
def _mark(viewer: User, subject: tuple[Kind, uuid.UUID]) -> Decision:
    """``subject``: the kind of line, and the unit."""
    kind, unit = subject
    duty = next(duty for duty in duties() if duty.kind is kind)
    refusal = _("Dette står på arbeidslista til andre ved skolen.")
    return by_role(viewer, "rhythm.mark", refusal, [unit], duty.roles)
