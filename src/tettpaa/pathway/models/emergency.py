"""Sight that somebody opened by themselves, for some hours."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tettpaa.accounts.models import User
from tettpaa.organisations.models import Unit
from tettpaa.pathway.models.people import YoungPerson


class Emergency(models.Model):
    """Emergency access (nødtilgang): ``user``, who works at ``unit``, sees the person until ``until``, or until it
    was ended before that. ``reason`` is what they wrote; the leader and the young person read it.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="emergencies")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reason = models.TextField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-opened_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gt=F("opened_at")) & ~Q(reason=""),
                name="emergency_has_reason_and_end",
                violation_error_message=_("Skriv hvorfor, og for hvor lenge."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="emergency_ended_by_somebody",
            ),
        )
        indexes = (models.Index(fields=("user", "opened_at")), models.Index(fields=("unit", "opened_at")))
