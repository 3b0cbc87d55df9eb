"""``decide``: may the viewer do this to that, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from tettpaa.accounts.models import User


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
    """Decorates the rule of an action (``"concern.decide"``): (viewer, subject) → Decision."""

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


def actions() -> list[str]:
    """Every action that has a rule."""
    return sorted(_rules)
