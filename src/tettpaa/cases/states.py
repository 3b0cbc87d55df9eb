"""The states of a concern and every step that is allowed between them."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    RAISED = "raised", _("sagt fra")
    SEEN = "seen", _("sett")
    DECIDED = "decided", _("avgjort")
    CLOSED = "closed", _("avsluttet")


class Decision(models.TextChoices):
    """What the holder decided; ``no_action`` needs a reason and closes at once."""

    NO_ACTION = "no_action", _("ikke grunn til å gjøre noe")
    FOLLOW_UP = "follow_up", _("følges opp her")
    PASSED_ON = "passed_on", _("sendt videre")
    CASE_OPENED = "case_opened", _("opprettet sak")


class Verb(models.TextChoices):
    """What somebody does with a concern; the word is what the button says."""

    SEE = "see", _("Jeg har sett det")
    DECIDE = "decide", _("Bestem hva som skjer")
    PASS_ON = "pass_on", _("Send videre")
    ACCEPT = "accept", _("Ta imot")
    DECLINE = "decline", _("Send tilbake")
    TAKE = "take", _("Ta over")
    JOIN = "join", _("Legg til")
    CLOSE = "close", _("Avslutt")
    REOPEN = "reopen", _("Åpne igjen")


class Outcome(models.TextChoices):
    """What came of it."""

    BETTER = "better", _("Det er bedre")
    ARRANGED = "arranged", _("Tiltak er på plass")
    ELSEWHERE = "elsewhere", _("Andre følger opp videre")
    MISUNDERSTOOD = "misunderstood", _("Det var en misforståelse")
    NO_ACTION = "no_action", _("Det var ikke grunn til å gjøre noe")


class Urgency(models.TextChoices):
    TODAY = "today", _("I dag")
    THIS_WEEK = "this_week", _("Denne uka holder")


class About(models.TextChoices):
    PERSON = "person", _("en ungdom")
    CLASS = "class", _("en klasse")
    ROUTINE = "routine", _("en rutine")


# From a state, by a verb, to a state. A step that does not stand here is illegal. To decide or pass on what
# nobody has seen is to see it. Deciding again is allowed: an offer ran out, or the follow-up showed more.
TRANSITIONS: dict[tuple[State, Verb], State] = {
    (State.RAISED, Verb.SEE): State.SEEN,
    (State.RAISED, Verb.DECIDE): State.DECIDED,
    (State.RAISED, Verb.PASS_ON): State.DECIDED,
    (State.RAISED, Verb.TAKE): State.SEEN,
    (State.RAISED, Verb.JOIN): State.RAISED,
    (State.SEEN, Verb.DECIDE): State.DECIDED,
    (State.SEEN, Verb.PASS_ON): State.DECIDED,
    (State.SEEN, Verb.TAKE): State.SEEN,
    (State.SEEN, Verb.JOIN): State.SEEN,
    (State.DECIDED, Verb.DECIDE): State.DECIDED,
    (State.DECIDED, Verb.PASS_ON): State.DECIDED,
    (State.DECIDED, Verb.ACCEPT): State.SEEN,
    (State.DECIDED, Verb.DECLINE): State.SEEN,
    (State.DECIDED, Verb.TAKE): State.SEEN,
    (State.DECIDED, Verb.JOIN): State.DECIDED,
    (State.DECIDED, Verb.CLOSE): State.CLOSED,
    (State.CLOSED, Verb.REOPEN): State.DECIDED,
}


class IllegalStep(PermissionDenied):
    """This can't be done with a concern in that state; the text says so."""

    def __init__(self, state: str, verb: Verb) -> None:
        super().__init__(illegal(state))
        self.state, self.verb = state, verb


def illegal(state: str) -> str:
    return gettext("Det kan ikke gjøres med en uro som er «%(state)s».") % {"state": State(state).label}


def after(state: str, verb: Verb) -> State:
    """The state that the verb leads to; IllegalStep if it leads nowhere from here."""
    try:
        return TRANSITIONS[State(state), verb]
    except KeyError:
        raise IllegalStep(state, verb) from None


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    steps: dict[tuple[State, State], list[str]] = {}
    for (state, verb), then in TRANSITIONS.items():
        steps.setdefault((state, then), []).append(verb.value)
    lines = [f"    {a.value} --> {b.value}: {', '.join(verbs)}" for (a, b), verbs in steps.items()]
    return "\n".join(["stateDiagram-v2", "    [*] --> raised: raise", *lines, "    closed --> [*]", ""])
