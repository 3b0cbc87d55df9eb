"""What every page needs: who looks, and the menu of what they are."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tettpaa.accounts.queries import memberships_of


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


def page(request: HttpRequest) -> dict:
    """``viewer`` and ``nav``; both empty for one who isn't logged in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"viewer": None, "nav": []}
    memberships = memberships_of(viewer=user) if user.kind == "staff" else []
    labels = dict.fromkeys(f"{m.role_label}, {m.group.code if m.group else m.unit.name}" for m in memberships)
    role_label = " · ".join(labels) or {"young": _("ungdom"), "guardian": _("foresatt")}.get(user.kind, "")
    return {
        "viewer": Viewer(user.name, user.initials, role_label),
        "nav": _menu(request, user.kind, {m.role for m in memberships}),
    }


def _menu(request: HttpRequest, kind: str, roles: set[str]) -> list[Item]:
    """Only what this user has something to do with."""
    wanted = [
        ("inbox", _("Å gjøre"), kind == "staff"),
        ("inbox", _("Meldinger"), kind != "staff"),
        ("raise", _("Si fra"), roles != {"system_admin"}),
    ]
    here = request.resolver_match.url_name if request.resolver_match else None
    return [
        Item(label, reverse(name), name == here, primary=name == "raise")
        for name, label, shown in wanted
        if shown
    ]
