"""Questions about reads, and what of the reads was found unusual."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tettpaa.accounts.models import User
from tettpaa.organisations.models import Unit
from tettpaa.pathway.models import YoungPerson


class Question(models.Model):
    """Why did you read this? Asked by the young person or a guardian; ``unit`` answers. While it isn't answered
    it has a baton.

    What the line of the log said is written down with it: reader, when, sections (bits of topics), ground.
    ``receiver`` and ``due``: what was promised when it was asked; the baton says who has it now.
    """

    FIXED = (
        "person_id", "read_id", "reader_id", "read_at", "sections", "ground", "role", "place",
        "unit_id", "receiver_id", "due", "asked_by_id", "asked_at", "words", "request_key",
    )  # fmt: skip

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+")
    read_id = models.UUIDField(db_index=True)
    reader = models.ForeignKey(User, models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    sections = models.IntegerField()
    ground = models.CharField(max_length=30, blank=True)
    role = models.CharField(max_length=30, blank=True)
    place = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(User, models.PROTECT, related_name="+")
    due = models.DateField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    words = models.TextField(blank=True)
    request_key = models.UUIDField()
    answer = models.TextField(default="", blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("asked_by", "request_key"), name="question_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="question_answer_whole",
                violation_error_message=_("Et svar må ha ord, og noen som gir det."),
            ),
        )


class Unusual(models.Model):
    """A rule (``code`` and ``valid_from`` of ``unusual.toml``) held for what ``actor`` read on a day.

    ``person`` is None where the rule is about many. ``unit`` is the one whose leader looks at it: where the
    actor works, or the one above for who leads it. ``count``: how many reads; ``read_id``: the first.
    """

    FIXED = (
        "code",
        "valid_from",
        "actor_id",
        "person_id",
        "unit_id",
        "day",
        "at",
        "count",
        "read_id",
        "pages",
    )

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40)
    valid_from = models.DateField()
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    person = models.ForeignKey(YoungPerson, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()
    count = models.IntegerField()
    read_id = models.UUIDField()
    pages = ArrayField(models.CharField(max_length=60))
    looked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    looked_at = models.DateTimeField(null=True)
    note = models.TextField(default="", blank=True)

    class Meta:
        ordering = ("-at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("code", "actor", "person", "unit", "day"), name="unusual_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(looked_by=None, looked_at=None)
                | Q(looked_by__isnull=False, looked_at__isnull=False),
                name="unusual_looked_whole",
                violation_error_message=_("Det må stå hvem som har sett på det, og når."),
            ),
        )
        indexes = (models.Index(fields=("unit", "at")),)
