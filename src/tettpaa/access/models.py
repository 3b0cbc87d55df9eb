"""Access rows: who may see which young person, on what ground, which topics, from when until when."""

from django.db import models


class AccessRow(models.Model):
    """Made only by the function ``access_refresh``; the app reads its own user's rows and writes none.

    ``source_id`` is what the ground rests on (membership, baton, guardianship). ``until`` is the moment at which
    it ends, for grounds of hours. No foreign keys: access lies below the rooms that it is about.
    """

    user_id = models.UUIDField()
    person_id = models.UUIDField()
    ground = models.CharField(max_length=30)
    source_id = models.UUIDField()
    topics = models.IntegerField()
    first = models.DateField()
    last = models.DateField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user_id", "person_id", "ground", "source_id", "first"), name="access_row_once"
            ),
        )
        indexes = (models.Index(fields=("person_id", "user_id")),)
