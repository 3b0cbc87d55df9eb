"""The weekly roll-up that overviews above a school stand on."""

from django.db import models

from tettpaa.organisations.models import Unit


class UnitWeek(models.Model):
    """A unit's figures as they stood when the week's roll-up was last made (``as_of``); counts, no names.

    ``said``, the medians of days until it was seen, decided, met by somebody and in a plan (None when too few),
    and how many measures should be evaluated (``due``) and were so in time, are of the school year so far.
    """

    pk = models.CompositePrimaryKey("unit_id", "monday")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    monday = models.DateField()
    as_of = models.DateField()
    pupils = models.PositiveIntegerField()
    need = models.PositiveIntegerField()
    nothing_done = models.PositiveIntegerField()
    said = models.PositiveIntegerField()
    seen_days = models.FloatField(null=True)
    decided_days = models.FloatField(null=True)
    contact_days = models.FloatField(null=True)
    plan_days = models.FloatField(null=True)
    due = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)
