"""Messages to users."""

from django.db import models

from tettpaa.accounts.models import User


class Message(models.Model):
    """``by`` did something that ``to`` should know of. ``params`` hold codes, dates and figures, no names.

    ``person_id`` is the young person it is about; ``emailed_at`` when an e-mail said that there is news.
    """

    id = models.UUIDField(primary_key=True)
    to = models.ForeignKey(User, models.PROTECT, related_name="messages")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    emailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("to", "-at")),
            models.Index(fields=("to",), condition=models.Q(read_at__isnull=True), name="message_unread"),
        )
