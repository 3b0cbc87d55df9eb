"""What several rooms' models use."""

from django.db import models
from django.db.models import F, Func


class NameKey(Func):
    """The Norwegian sort key of a text (Æ Ø Å last, aa as å), by the function of the first migration."""

    function = "nb_key"
    output_field = models.TextField(db_collation="C")


def name_key(*fields: str) -> models.GeneratedField:
    """A stored column that sorts as a Norwegian would, by one or two text fields."""
    source = F(fields[0]) if len(fields) == 1 else Func(
        F(fields[0]), models.Value(" "), F(fields[1]),
        template="(%(expressions)s)", arg_joiner=" || ", output_field=models.TextField(),
    )  # fmt: skip
    return models.GeneratedField(
        expression=NameKey(source), output_field=models.TextField(db_collation="C"), db_persist=True
    )
