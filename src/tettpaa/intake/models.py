"""Imports as they were done, and the rows that could not be used."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tettpaa.accounts.models import User
from tettpaa.organisations.models import Unit


class BatchKind(models.TextChoices):
    FACTS = "facts", _("fakta")
    REGISTER = "register", _("register")
    REPLAY = "replay", _("rettede rader")


class ImportBatch(models.Model):
    """One import: all of it or nothing. ``sources``: file names, digests and rows; ``counts`` by kind.

    ``mapping`` and ``headers`` (columns by source) are kept so that corrected rows can be run again.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10, choices=BatchKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    sources = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    mapping = models.TextField(default="")
    headers = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at",)


class RowState(models.TextChoices):
    WAITING = "waiting", _("venter")
    CORRECTED = "corrected", _("rettet")
    DONE = "done", _("kjørt på nytt")


class QuarantineRow(models.Model):
    """A row of a source that could not be used. ``values``: its cells by column, as they are or corrected.

    ``columns`` name where the problem lies; ``reason`` holds no value of the row. ``digest`` tells whether
    the same row came before.
    """

    id = models.UUIDField(primary_key=True)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="rows")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=100)
    file = models.CharField(max_length=255)
    line = models.PositiveIntegerField()
    columns = models.TextField(default="")
    reason = models.TextField()
    values = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=RowState.choices, default=RowState.WAITING)
    corrected_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("file", "line", "id")
        constraints = (
            models.UniqueConstraint(fields=("digest",), condition=~Q(state="done"), name="quarantined_once"),
        )


class JoinedSource(models.Model):
    """A file (gzip) that the quarantined rows of a batch were joined to; gone when they are done."""

    id = models.UUIDField(primary_key=True)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="joined")
    file = models.CharField(max_length=255)
    content = models.BinaryField()
