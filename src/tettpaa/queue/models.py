"""Why jobs failed. The jobs themselves are procrastinate's."""

from django.db import models


class Failure(models.Model):
    """One attempt that failed; ``error`` is the class of the exception, never its words."""

    id = models.UUIDField(primary_key=True)
    job_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()
    error = models.CharField(max_length=100)
