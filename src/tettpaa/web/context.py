"""What every page needs: who looks, and the menu of what they are."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tettpaa.access.permissions import roles_of
from tettpaa.accounts.queries import Hats, Membership, hats, memberships_of
from tettpaa.accounts.roles import by_name, leading

UNDER = {
    "rhythm": "triage",
    "person": "people",
    "people_group": "people",
    "concern": "inbox",
    "mapping": "inbox",
    "clarification": "inbox",
    "thread": "inbox",
    "thread_begin": "people",
    "catalogue": "rules",
    "catalogue_item": "rules",
    "rule": "rules",
    "quarantine_row": "quarantine",
    "doubles": "people",
    "staff_start": "staff",
    "staff_end": "staff",
    "staff_deputy": "staff",
    "staff_confirm": "staff",
    "emergencies": "staff",
    "emergency": "people",
    "reads": "people",
    "history": "people",
    "read_ask": "inbox",
    "read_question": "inbox",
    "consents": "people",
    "consent": "people",
    "consent_give": "people",
    "consent_register": "people",
    "disclosures": "people",
    "disclosure": "people",
    "disclosure_record": "people",
    "plan": "people",
    "measure_pick": "people",
    "measure_add": "people",
    "measure": "inbox",
    "measures": "rules",
    "team_begin": "meetings",
    "team": "meetings",
    "team_seat": "meetings",
    "meeting": "meetings",
    "meeting_item": "meetings",
    "meeting_minutes": "meetings",
    "meeting_raise": "people",
}
"""Pages that have no entry of their own, and the one they lie under."""


@dataclass(frozen=True)
class Item:
    """One entry of the menu; ``primary`` makes it the button beside it."""

    label: str
    url: str
    current: bool
    primary: bool = False


@dataclass(frozen=True)
class Viewer:
    """Who looks, as the page's head shows it."""

    name: str
    initials: str
    role_label: str
    hats: Hats | None = None


def page(request: HttpRequest) -> dict:
    """``viewer`` and ``nav``; both empty for one who isn't logged in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"viewer": None, "nav": []}
    found = memberships(request)
    labels = dict.fromkeys(f"{m.role_label}, {m.group.code if m.group else m.unit.name}" for m in found)
    role_label = " · ".join(labels) or {"young": _("ungdom"), "guardian": _("foresatt")}.get(user.kind, "")
    return {
        "viewer": Viewer(user.name, user.initials, role_label, hats(found)),
        "nav": _menu(request, user.kind, {m.role for m in found}),
    }


def memberships(request: HttpRequest) -> list[Membership]:
    """The viewer's current ones, none for families; read once a request."""
    if not hasattr(request, "memberships"):
        found = memberships_of(viewer=request.user) if request.user.kind == "staff" else []
        request.memberships = found  # type: ignore[attr-defined]
    return request.memberships  # type: ignore[attr-defined]


def _menu(request: HttpRequest, kind: str, roles: set[str]) -> list[Item]:
    """Only what this user has something to do with."""

    def may(*actions: str) -> bool:
        return any(roles & {*roles_of(action)} for action in actions)

    wanted = [
        ("inbox", _("Å gjøre"), kind == "staff"),
        ("inbox", _("Meldinger"), kind != "staff"),
        ("people", _("Ungdommer"), may("person.find")),
        ("triage", _("Signaler"), may("signals.triage")),
        ("meetings", _("Møter"), bool(roles & {*by_name()})),
        ("school", _("Skolen"), may("overview.school", "overview.county")),
        ("staff", _("Ansatte"), bool(roles & {*leading()}) or may("membership.change")),
        ("rules", _("Regelboka"), may("rules.load", "rules.load_all")),
        ("unusual", _("Innsyn"), bool(roles & {*leading()})),
        ("quarantine", _("Karantene"), may("intake.see_quarantine")),
        ("jobs", _("Jobber"), may("jobs.see")),
        ("raise", _("Si fra"), not roles or bool(roles - {*roles_of("jobs.see")})),
    ]
    at = (request.resolver_match.url_name if request.resolver_match else None) or ""
    here = UNDER.get(at, at)
    return [
        Item(label, reverse(name), name == here, primary=name == "raise")
        for name, label, shown in wanted
        if shown
    ]
