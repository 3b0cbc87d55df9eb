"""One row an event, one a request that read of a person, and one that seals each of them.

The app may only add; the database refuses that anybody changes or removes (``sql/append_only.sql``), and what
its owner does past that, the seals show.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """Somebody did something. ``details`` holds codes, dates and uuids, never what people wrote."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor_id = models.UUIDField()
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True, db_index=True)
    request_id = models.CharField(max_length=36, default="")
    details = models.JSONField(default=dict)


class Decision(models.TextChoices):
    SHOWN = "shown"
    REFUSED = "refused"


class Read(models.Model):
    """Somebody was shown something of young people, or tried to see it: one row a request, a list too.

    ``page`` is the name of the address and ``subject_id`` what it named. Of each of ``persons``, in the same
    order: ``sections`` (bits of topics), those of them that the family may know of (``told``, 0: not even that
    anybody looked), and the ground and its source as one text («group 5a1c…»; empty: none, as in a search).
    """

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.UUIDField()
    page = models.CharField(max_length=60)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    request_id = models.CharField(max_length=36)
    subject_id = models.UUIDField(null=True)
    persons = ArrayField(models.UUIDField())
    sections = ArrayField(models.IntegerField())
    told = ArrayField(models.IntegerField())
    grounds = ArrayField(models.TextField())

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(sections__len=F("persons__len"), told__len=F("persons__len"))
                & Q(grounds__len=F("persons__len")),
                name="read_whole",
                violation_error_message=_("Innsynet er ikke helt ført."),
            ),
        )
        indexes = (
            GinIndex(fields=["persons"], name="read_of_person"),
            models.Index(fields=("actor_id", "at"), name="read_by_actor"),
            models.Index(fields=("at",), name="read_at"),
        )


class Seal(models.Model):
    """An event's or a read's place in the chain; ``digest`` is salted, so that erased text can't be guessed."""

    position = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    salt = models.BinaryField(max_length=16)
    digest = models.BinaryField(max_length=32)
    chain = models.BinaryField(max_length=32)
