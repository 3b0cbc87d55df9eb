"""The states of a meeting."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    PLANNED = "planned", _("planlagt")
    HELD = "held", _("holdt")
    CANCELLED = "cancelled", _("avlyst")


class Verb(StrEnum):
    HOLD = "hold"
    CANCEL = "cancel"


TRANSITIONS: dict[tuple[State, Verb], State] = {
    (State.PLANNED, Verb.HOLD): State.HELD,
    (State.PLANNED, Verb.CANCEL): State.CANCELLED,
}
"""(state, verb) → the state after it; what is not here can't be done."""


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = [f"    {a.value} --> {b.value}: {verb.value}" for (a, verb), b in TRANSITIONS.items()]
    ends = ["    held --> [*]", "    cancelled --> [*]", ""]
    return "\n".join(["stateDiagram-v2", "    [*] --> planned: call", *lines, *ends])
