"""The weekly roll-up that overviews above a school stand on."""

from django.db import models

from tettpaa.organisations.models import Unit


class UnitWeek(models.Model):
    """A unit's figures as they stood when the week's roll-up was last made (``as_of``); counts, no names.

    ``said`` and ``seen_days`` (median) are of the school year so far; ``seen_days`` None when too few.
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
