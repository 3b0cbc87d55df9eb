"""Facts about the way so far, as ``tettpaa.facts.schema`` means them; only imports write them.

A fact is never changed: a correction closes the row (``known_until``) and adds another. ``nth`` tells apart
facts that are alike in all they say, such as two lessons missed on one day. A subject that isn't known is "".
"""

from typing import Any

from django.contrib.postgres.functions import RandomUUID
from django.db import models

from tettpaa.organisations.models import Group
from tettpaa.pathway.models.people import YoungPerson


class FactOrigin(models.Model):
    """A source of a mapping: a full delivery of it closes only what came from it before."""

    id = models.SmallAutoField(primary_key=True)
    namespace = models.CharField(max_length=100)
    source = models.CharField(max_length=100)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("namespace", "source"), name="fact_origin_once"),)


class Known(models.Model):
    """From when until when the fact was held true: the first day, and the first day no longer (null: still)."""

    nth = models.SmallIntegerField(default=0)
    known_from = models.DateField()
    known_until = models.DateField(null=True)
    # Made by the import in the same transaction and never deleted: a check for each row would only cost time.
    origin = models.ForeignKey(
        FactOrigin, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        abstract = True


def _person(**more: Any) -> models.ForeignKey:
    return models.ForeignKey(YoungPerson, models.CASCADE, related_name="+", **{"db_index": False, **more})


def _key(*fields: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(*fields, "nth", "known_from")


class Absence(Known):
    """Minutes away from a lesson, part of one or a day (subject "")."""

    pk = _key("person_id", "happened", "subject", "minutes", "kind")
    person = _person()
    happened = models.DateField()
    subject = models.TextField()
    minutes = models.FloatField()
    kind = models.TextField()


class AbsenceWeek(models.Model):
    """What is held true of a person's absence in the week of that Monday; kept by the import.

    Minutes; ``counted`` is what counts against the limit of § 9-4 (all but other_approved); ``days`` with any.
    """

    pk = models.CompositePrimaryKey("person_id", "monday")
    person = _person(db_constraint=False)  # derived from absence, which has one
    monday = models.DateField()
    minutes = models.FloatField()
    counted = models.FloatField()
    undocumented = models.FloatField()
    days = models.SmallIntegerField()


class ScheduleWeek(Known):
    """Minutes of teaching of a group in a subject in the week of that Monday."""

    pk = _key("group_id", "happened", "subject", "minutes")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+", db_index=False)
    happened = models.DateField()
    subject = models.TextField()
    minutes = models.FloatField()


class Result(Known):
    """A mark in a subject, or in order or conduct."""

    pk = _key("person_id", "happened", "subject", "assessment", "mark")
    person = _person()
    happened = models.DateField()
    subject = models.TextField()
    assessment = models.TextField()
    mark = models.TextField()


class Score(Known):
    """Any number about a person that a rule may hold against a limit, such as grade_points."""

    pk = _key("person_id", "happened", "name", "value")
    person = _person()
    happened = models.DateField()
    name = models.TextField()
    value = models.FloatField()


class FactEvent(Known):
    """Something that happened and may be counted, such as warning_9_7 (the written warning of § 9-7)."""

    pk = _key("person_id", "happened", "name", "subject")
    person = _person()
    happened = models.DateField()
    name = models.TextField()
    subject = models.TextField()


class Tag(Known):
    """A property to report by; no rule may read it."""

    pk = _key("person_id", "happened", "name", "value")
    person = _person()
    happened = models.DateField()
    name = models.TextField()
    value = models.TextField()


class Outcome(Known):
    """What became of the young person (1: it came true); read by evaluation only. Days may be unknown."""

    id = models.UUIDField(primary_key=True, db_default=RandomUUID())
    person = _person(db_index=True)
    happened = models.DateField(null=True)
    name = models.TextField()
    value = models.FloatField()
    known_from = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "happened", "name", "value", "nth", "known_from"),
                name="outcome_once",
                nulls_distinct=False,
            ),
        )
