"""A signal is new until it is answered; an answer can be undone the day it was given."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignalState(models.TextChoices):
    """What the counsellor answered."""

    NEW = "new", _("ny")
    TAKEN = "taken", _("følges opp")
    KNOWN = "known", _("kjent fra før")
    NOT_NOW = "not_now", _("ikke nå")


STEPS: dict[SignalState, frozenset[SignalState]] = {
    SignalState.NEW: frozenset({SignalState.TAKEN, SignalState.KNOWN, SignalState.NOT_NOW}),
    SignalState.KNOWN: frozenset({SignalState.NEW}),
    SignalState.NOT_NOW: frozenset({SignalState.NEW}),
    SignalState.TAKEN: frozenset(),  # what came of it is the concern's to tell
}
"""From a state to those that an action may bring. Back to NEW only by undoing."""


class Again(models.TextChoices):
    """Why a signal that was answered came back: the definition of *worse* (``rules.worse``)."""

    SEVERITY = "severity", _("regelen er blitt mer alvorlig")
    SIGN = "sign", _("et nytt tegn er kommet til")
    EVENT = "event", _("noe nytt har hendt")
    FIGURE = "figure", _("tallet er blitt klart verre")
    TIME = "time", _("tiden det ble utsatt til, er gått")
    RETURNED = "returned", _("det var borte en stund, og er kommet tilbake")


class Kind(models.TextChoices):
    """What a line of the working list is about (``rhythm.toml``)."""

    START_CONVERSATION = "start_conversation", _("startsamtale")
    ABSENCE_REVIEW = "absence_review", _("ukentlig gjennomgang av fravær på Vg1")
    IKO_MEETING = "iko_meeting", _("IKO-møte")
