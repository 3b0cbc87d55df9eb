"""Measures, what was said of them, their evaluations, and what a unit has added to the catalogue."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tettpaa.accounts.models import User
from tettpaa.measures.states import Done, Helped, Shown, State, View
from tettpaa.organisations.models import Unit
from tettpaa.pathway.models import YoungPerson


class Measure(models.Model):
    """What is done, by whom and until when. It belongs to ``subject`` (kind, id) of a room above.

    ``code`` is of the catalogue; the words stand here as they were then. ``parts`` are what is combined in it, a line
    each; ``goals`` the competence goals that a practice is tied to. ``ground`` is why it may be told to another
    agency. ``shown``: whether the young person, or the guardians too, see it.
    """

    FIXED = (
        "person_id",
        "subject_kind",
        "subject_id",
        "code",
        "added_by_id",
        "added_at",
        "unit_id",
        "ground",
    )

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    aim = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    responsible = models.ForeignKey(User, models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    evaluate_on = models.DateField()
    funding = models.CharField(max_length=30)
    parts = ArrayField(models.TextField(), default=list)
    goals = ArrayField(models.TextField(), default=list)
    ground = models.CharField(max_length=40, default="", blank=True)
    shown = models.CharField(max_length=10, choices=Shown.choices, default=Shown.NOBODY, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    ended_at = models.DateTimeField(null=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    request_key = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("first", "added_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("added_by", "request_key"), name="measure_once"),
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="measure_ends_after_it_begins",
                violation_error_message=_("Tiltaket må slutte etter at det begynner."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | Q(state="evaluated", ended_at__isnull=False),
                name="measure_ended_has_time",
            ),
        )
        indexes = (models.Index(fields=("person",)), models.Index(fields=("subject_kind", "subject_id")))


class Evaluation(models.Model):
    """What came of it, and who says so. ``goes_on_to``: looked at again on that day; None: it ended."""

    id = models.UUIDField(primary_key=True)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="evaluations")
    person_id = models.UUIDField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done = models.CharField(max_length=10, choices=Done.choices)
    helped = models.CharField(max_length=10, choices=Helped.choices)
    view = models.CharField(max_length=10, choices=View.choices)
    words = models.TextField()
    goes_on_to = models.DateField(null=True)

    class Meta:
        ordering = ("at", "id")


class Remark(models.Model):
    """What somebody says of it along the way; ``own`` are the young person's words. Never changed."""

    id = models.UUIDField(primary_key=True)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="remarks")
    person_id = models.UUIDField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    own = models.BooleanField()
    at = models.DateTimeField()
    words = models.TextField()

    class Meta:
        ordering = ("at", "id")


class OwnMeasure(models.Model):
    """What a unit has added to the catalogue, in its own words. Nothing personal."""

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    text = models.TextField()
    area = models.CharField(max_length=30)
    intensity = models.CharField(max_length=30)
    offered_by = models.CharField(max_length=120, blank=True)
    example = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    request_key = models.UUIDField()

    class Meta:
        ordering = ("title", "id")
        constraints = (models.UniqueConstraint(fields=("by", "request_key"), name="own_measure_once"),)
