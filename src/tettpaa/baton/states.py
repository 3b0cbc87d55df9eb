"""What a baton can be, what can be done to it, and where that leads."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Not stored: it follows from whether the baton is offered to somebody, or closed."""

    HELD = "held", _("hos den som har ansvaret")
    OFFERED = "offered", _("tilbudt en annen")
    CLOSED = "closed", _("avsluttet")


class Move(TextChoices):
    """What happened to it; each is a row in its history."""

    OPENED = "opened", _("fikk en ansvarlig")
    OFFERED = "offered", _("ble tilbudt en annen")
    ACCEPTED = "accepted", _("ble tatt imot")
    DECLINED = "declined", _("ble avslått")
    CAME_BACK = "came_back", _("kom tilbake fordi ingen svarte")
    TAKEN = "taken", _("ble tatt over")
    GIVEN = "given", _("ble gitt videre")
    RESCHEDULED = "rescheduled", _("fikk ny frist")
    REROUTED = "rerouted", _("fikk ny ansvarlig fordi den forrige sluttet")
    CLIMBED = "climbed", _("gikk opp et trinn fordi fristen gikk ut")
    CLOSED = "closed", _("ble avsluttet")


TRANSITIONS: dict[tuple[State | None, Move], State] = {
    (None, Move.OPENED): State.HELD,
    (State.HELD, Move.OFFERED): State.OFFERED,
    (State.OFFERED, Move.ACCEPTED): State.HELD,
    (State.OFFERED, Move.DECLINED): State.HELD,
    (State.OFFERED, Move.CAME_BACK): State.HELD,
    (State.OFFERED, Move.RESCHEDULED): State.OFFERED,
    (State.HELD, Move.RESCHEDULED): State.HELD,
    **{
        (state, move): State.HELD
        for state in (State.HELD, State.OFFERED)
        for move in (Move.TAKEN, Move.GIVEN, Move.REROUTED, Move.CLIMBED)
    },
    (State.HELD, Move.CLOSED): State.CLOSED,
    (State.OFFERED, Move.CLOSED): State.CLOSED,
}
"""(state, move) → the state after it; what is not here can't be done. None: there is no baton yet."""


def allowed(state: State, move: Move) -> bool:
    return (state, move) in TRANSITIONS


def diagram() -> str:
    """The table as a Mermaid state diagram, one arrow a pair of states with every move between them."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (before, move), after in TRANSITIONS.items():
        arrows.setdefault((before.value if before else "[*]", after.value), []).append(move.value)
    lines = [f"  {before} --> {after}: {', '.join(moves)}" for (before, after), moves in arrows.items()]
    return "\n".join(("stateDiagram-v2", *lines, f"  {State.CLOSED.value} --> [*]"))
