"""One plan of a young person, its goals in versions, and who has agreed to it as it stood."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tettpaa.accounts.models import User
from tettpaa.measures.states import Shown
from tettpaa.organisations.models import Unit
from tettpaa.pathway.models import YoungPerson


class Plan(models.Model):
    """``shown``: whom of the family it is shown to. Its measures lie in ``measures``, and name it as their subject."""

    FIXED = ("person_id", "unit_id", "opened_by_id", "opened_at")

    id = models.UUIDField(primary_key=True)
    person = models.OneToOneField(YoungPerson, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    shown = models.CharField(max_length=10, choices=Shown.choices, default=Shown.NOBODY, blank=True)


class Goal(models.Model):
    """One version of a goal: those with the same ``line`` follow each other, and the last one stands.

    A version that somebody else took first is refused by the database, so that nobody writes over another. ``own``:
    in the young person's words. ``dropped``: it is a goal no more.
    """

    id = models.UUIDField(primary_key=True)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="goals")
    person_id = models.UUIDField()
    line = models.UUIDField()
    version = models.PositiveIntegerField()
    own = models.BooleanField()
    words = models.TextField()
    dropped = models.BooleanField(default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "version", "id")
        constraints = (
            models.UniqueConstraint(fields=("line", "version"), name="goal_version_once"),
            models.CheckConstraint(
                condition=~Q(words=""), name="goal_has_words", violation_error_message=_("Skriv målet.")
            ),
        )


class Agreement(models.Model):
    """Somebody agreed to the plan as it stood at ``stood``: with log-in (``by`` themselves), or on paper, as ``by``
    noted. ``name`` is who, as the paper says it."""

    id = models.UUIDField(primary_key=True)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="agreements")
    person_id = models.UUIDField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    on_paper = models.BooleanField()
    stood = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
