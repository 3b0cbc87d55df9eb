"""One clarification talk: who was there, what was gone through, what was decided."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tettpaa.accounts.models import User
from tettpaa.organisations.models import Unit
from tettpaa.pathway.models import YoungPerson


class Clarification(models.Model):
    """Its baton says who sees to it that it is held, and until when.

    ``present`` and ``gone_through`` are codes of ``talk.toml`` as it stood at ``opened_at``; ``absent_why`` says why
    somebody who must be there wasn't.
    """

    FIXED = ("person_id", "unit_id", "opened_by_id", "opened_at", "request_key")

    class State(models.TextChoices):
        OPEN = "open", _("skal holdes")
        DECIDED = "decided", _("holdt")

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    request_key = models.UUIDField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    planned = models.DateField(null=True)
    present = ArrayField(models.CharField(max_length=30), default=list)
    absent_why = models.TextField(default="", blank=True)
    gone_through = ArrayField(models.CharField(max_length=30), default=list)
    record = models.TextField(default="", blank=True)
    outcome = models.CharField(max_length=30, default="", blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=Q(state="open"), name="clarification_one_open",
                violation_error_message=_("En avklaringssamtale er alt avtalt."),
            ),
            models.UniqueConstraint(fields=("opened_by", "request_key"), name="clarification_once"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None)
                | (Q(decided_at__isnull=False) & ~Q(outcome="") & ~Q(record="")),
                name="clarification_decided_says_what",
                violation_error_message=_("Skriv hva dere kom fram til."),
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=("person", "opened_at")),)
