"""A mapping, who was asked to answer, what they answered, what they are writing, and a county's own catalogue."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tettpaa.accounts.models import User
from tettpaa.cases.mapping.states import Level, State
from tettpaa.organisations.models import Unit
from tettpaa.pathway.models import YoungPerson


class Mapping(models.Model):
    """One talk about one young person. Its baton says who sees to it, and until when.

    The guide is that of ``level`` as it stood at ``opened_at``. ``strengths`` and ``agreed`` are what was written
    together; ``shown`` lets the young person read what others answered, once it has been gone through.
    """

    FIXED = ("person_id", "unit_id", "level", "opened_by_id", "opened_at", "request_key")

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    level = models.CharField(max_length=20, choices=Level.choices)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    request_key = models.UUIDField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    strengths = models.TextField(default="", blank=True)
    agreed = models.TextField(default="", blank=True)
    shown = models.BooleanField(default=True)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person",),
                condition=Q(state="open"),
                name="mapping_one_open",
                violation_error_message=_("En kartlegging pågår allerede."),
            ),
            models.UniqueConstraint(fields=("opened_by", "request_key"), name="mapping_once"),
            models.CheckConstraint(
                condition=Q(state="open", done_at=None) | (Q(done_at__isnull=False) & ~Q(agreed="")),
                name="mapping_done_says_what",
                violation_error_message=_("Skriv hva dere ble enige om."),
            ),
        )
        indexes = (models.Index(fields=("person", "opened_at")),)


class Asked(models.Model):
    """Somebody around the young person who was asked to answer too, and so sees that there is a mapping."""

    id = models.UUIDField(primary_key=True)
    mapping = models.ForeignKey(Mapping, models.PROTECT, related_name="asked")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mapping", "user"), name="asked_once"),)


class Answer(models.Model):
    """What one party said to one question. ``topic`` (a bit) is what one must see of the person to read it.

    ``role`` is what the author was then; ``for_young``: they noted what the young person said. Changed by its author
    only, while the mapping is open; empty when taken back.
    """

    FIXED = ("mapping_id", "person_id", "author_id", "for_young", "factor", "topic")

    id = models.UUIDField(primary_key=True)
    mapping = models.ForeignKey(Mapping, models.PROTECT, related_name="answers")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    for_young = models.BooleanField(default=False)
    factor = models.CharField(max_length=30)
    topic = models.IntegerField()
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("mapping", "author", "for_young", "factor"), name="answer_once"),
        )


class Draft(models.Model):
    """What somebody is writing and has not sent, by factor: theirs alone. ``version`` also counts what is sent."""

    FIXED = ("mapping_id", "person_id", "author_id", "for_young")

    id = models.UUIDField(primary_key=True)
    mapping = models.ForeignKey(Mapping, models.PROTECT, related_name="drafts")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    for_young = models.BooleanField(default=False)
    words = models.JSONField(default=dict)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mapping", "author", "for_young"), name="draft_once"),)


class FactorVersion(models.Model):
    """A county's own wording of one question at one level, from ``at`` on; the latest is the one that holds.

    ``title`` and ``ask`` are by language. ``used`` false takes the question out of the guide. Never changed.
    """

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    level = models.CharField(max_length=20, choices=Level.choices)
    code = models.CharField(max_length=30)
    number = models.PositiveIntegerField()
    title = models.JSONField()
    ask = models.JSONField()
    used = models.BooleanField(default=True)
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "number")
        constraints = (
            models.UniqueConstraint(fields=("unit", "level", "code", "number"), name="factor_version_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="factor_version_has_reason"),
        )
