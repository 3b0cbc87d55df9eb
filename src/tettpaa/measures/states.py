"""The states of a measure, and what can be said of one when it is evaluated."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    OPEN = "open", _("pågår")
    EVALUATED = "evaluated", _("avsluttet og evaluert")


class Done(models.TextChoices):
    """Whether it was carried out as planned."""

    YES = "yes", _("Ja")
    PARTLY = "partly", _("Delvis")
    NO = "no", _("Nei")


class Helped(models.TextChoices):
    YES = "yes", _("Ja")
    SOMEWHAT = "somewhat", _("Litt")
    NO = "no", _("Nei")
    UNKNOWN = "unknown", _("Vi vet ikke ennå")


class Shown(models.TextChoices):
    """Whom of the family it is shown to; a grown-up tells first."""

    NOBODY = "", _("ingen i familien ennå")
    YOUNG = "young", _("ungdommen")
    FAMILY = "family", _("ungdommen og foresatte")


class View(models.TextChoices):
    """Who thinks so."""

    YOUNG = "young", _("Ungdommen")
    GUARDIAN = "guardian", _("Foresatte")
    STAFF = "staff", _("Den som hadde ansvaret")
    TOGETHER = "together", _("Vi sammen")


TRANSITIONS: dict[tuple[State, bool], State] = {
    (State.OPEN, True): State.OPEN,
    (State.OPEN, False): State.EVALUATED,
}
"""(state, does it go on) → the state after an evaluation; what is not here can't be done."""


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = [
        f"    {a.value} --> {b.value}: evaluate{', goes on' if on else ''}"
        for (a, on), b in TRANSITIONS.items()
    ]
    return "\n".join(["stateDiagram-v2", "    [*] --> open: add", *lines, "    evaluated --> [*]", ""])
