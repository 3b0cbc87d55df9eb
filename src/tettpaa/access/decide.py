"""``decide``: may the viewer do this to that, and why."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tettpaa.access.permissions import permissions, roles_of
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import memberships_of


@dataclass(frozen=True)
class Decision:
    """``reason`` is a sentence in the viewer's language; it is shown and logged."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


Rule = Callable[[User, Any], Decision]
_rules: dict[str, Rule] = {}


def permission(action: str) -> Callable[[Rule], Rule]:
    """Decorates the rule of an action (``"concern.decide"``): (viewer, subject) → Decision.

    ValueError for an action without a row in ``permissions.toml``: nothing starts with one.
    """
    if action not in permissions():
        raise ValueError(f"{action} has no row in access/permissions.toml")

    def register(rule: Rule) -> Rule:
        _rules[action] = rule
        return rule

    return register


def decide(viewer: User, action: str, subject: Any = None) -> Decision:
    """Whether the viewer may do it, and why. KeyError for an action that no room declared."""
    return _rules[action](viewer, subject)


def demand(viewer: User, action: str, subject: Any = None) -> Decision:
    """The same, raising PermissionDenied (the web's 403) with the reason as its text."""
    decision = decide(viewer, action, subject)
    if not decision:
        raise PermissionDenied(decision.reason)
    return decision


def by_role(
    viewer: User,
    action: str,
    refusal: str,
    units: Iterable[uuid.UUID] | None = None,
    among: Iterable[str] | None = None,
) -> Decision:
    """Whether the viewer is, today, one of those to whom the table gives the action, and as what.

    At one of ``units`` and only as one of the roles ``among``, if told; ``refusal`` says whom it is for.
    """
    codes = set(roles_of(action)) & set(roles_of(action) if among is None else among)
    places = None if units is None else set(units)
    found = [m for m in memberships_of(viewer=viewer) if m.role in codes]
    member = next((m for m in found if places is None or m.unit_id in places), None)
    if member is None:
        return Decision(False, refusal)
    said = _("fordi du er %(role)s ved %(unit)s") % {"role": member.role_label, "unit": member.unit.name}
    return Decision(True, said)


def actions() -> list[str]:
    """Every action that has a rule."""
    return sorted(_rules)
