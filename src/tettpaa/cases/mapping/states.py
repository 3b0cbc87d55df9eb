"""The states of a mapping, the levels of its guide and the layers of what it asks about."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    OPEN = "open", _("pågår")
    DONE = "done", _("gått gjennom")


class Layer(models.TextChoices):
    """In the order of the talk."""

    STRENGTHS = "strengths", _("Det vi kan bygge på")
    INDIVIDUAL = "individual", _("Deg selv")
    INSTITUTIONAL = "institutional", _("Skolen og jobben")
    STRUCTURAL = "structural", _("Livet rundt")


class Level(models.TextChoices):
    """Which guide is asked."""

    KINDERGARTEN = "kindergarten", _("barnehage")
    LOWER_SECONDARY = "lower_secondary", _("grunnskole")
    UPPER_SECONDARY = "upper_secondary", _("videregående")
    APPRENTICE = "apprentice", _("lærling")
