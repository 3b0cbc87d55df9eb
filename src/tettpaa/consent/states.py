"""How a consent was said, and by whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How it was said."""

    PAGE = "page", _("på egen side")
    PAPER = "paper", _("på papir")
    TALK = "talk", _("i en samtale")


class Giver(models.TextChoices):
    YOUNG = "young", _("ungdommen selv")
    GUARDIAN = "guardian", _("foresatt")
