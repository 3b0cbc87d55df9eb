"""One row an event, and one row that seals it. The app may only add events; it reads and changes none."""

from django.db import models


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


class Seal(models.Model):
    """An event's place in the chain; ``digest`` is salted, so that erased text can't be guessed from it."""

    position = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    salt = models.BinaryField(max_length=16)
    digest = models.BinaryField(max_length=32)
    chain = models.BinaryField(max_length=32)
