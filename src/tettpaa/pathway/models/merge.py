"""What a merge of two rows for one young person moved, so that it can be undone."""

from django.db import models

from tettpaa.pathway.models.people import YoungPerson


class Merge(models.Model):
    """``moved``: rows by table as they were (``{"pathway_absence": [{…}], …}``)."""

    id = models.UUIDField(primary_key=True)
    keep = models.ForeignKey(YoungPerson, models.CASCADE, related_name="+")
    double = models.ForeignKey(YoungPerson, models.CASCADE, related_name="+")
    by_id = models.UUIDField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    moved = models.JSONField(default=dict)
