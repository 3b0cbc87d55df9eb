"""Threads between a family and those who follow up, and the letters in them."""

from django.db import models

from tettpaa.accounts.models import User
from tettpaa.organisations.models import Unit
from tettpaa.pathway.models import YoungPerson


class Thread(models.Model):
    """Between ``family`` (the young person, or a guardian) and those who follow up. ``waits``: for whose answer; while
    that is the staff's, a baton says who answers until when. ``kind`` is of ``kinds.toml``.
    """

    FIXED = ("person_id", "family_id", "kind", "unit_id", "opened_by_id", "opened_at")

    class Waits(models.TextChoices):
        STAFF = "staff"
        FAMILY = "family"

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+")
    family = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    waits = models.CharField(max_length=10, choices=Waits.choices)
    last_at = models.DateTimeField()

    class Meta:
        ordering = ("-last_at", "id")
        indexes = (models.Index(fields=("person", "last_at")), models.Index(fields=("family", "last_at")))


class Letter(models.Model):
    """What somebody wrote; never changed."""

    id = models.UUIDField(primary_key=True)
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="letters")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField()
    request_key = models.UUIDField()

    class Meta:
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=("by", "request_key"), name="letter_once"),)
