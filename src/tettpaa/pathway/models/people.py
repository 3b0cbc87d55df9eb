"""The young person, who is close to them, and the places they have had."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from tettpaa.accounts.models import User
from tettpaa.organisations.fields import name_key
from tettpaa.organisations.models import Group, Unit


class YoungPerson(models.Model):
    """Somebody on the way through education. The identity number is encrypted and found by PersonKey.

    A double that was merged into another keeps its row and names the other (``merged_into``), so that the
    merge can be undone. ``protection`` is the level of ``protection.toml``, empty for none: then phone and e-mail
    stand among the contact points alone, which the database hides with the whereabouts.
    """

    id = models.UUIDField(primary_key=True)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    name_key = name_key("family_name", "given_name")
    born = models.DateField(null=True)
    language = models.CharField(max_length=10, default="nb")
    phone = models.CharField(max_length=20, default="")
    email = models.EmailField(blank=True, default="")
    identity_cipher = models.BinaryField(null=True)
    identity_key_id = models.CharField(max_length=12, default="")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="doubles")
    protection = models.CharField(max_length=12, default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name_key",)
        constraints = (
            models.CheckConstraint(
                condition=Q(protection="") | Q(phone="", email=""), name="young_person_protected_reach"
            ),
        )
        indexes = (
            models.Index(fields=("protection",), condition=~Q(protection=""), name="young_person_protected"),
            GinIndex(fields=("name_key",), opclasses=("gin_trgm_ops",), name="young_person_name"),
            models.Index(fields=("phone",), name="young_person_phone"),
        )

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class PersonKey(models.Model):
    """A keyed hash of one of the person's identity numbers (fødselsnummer, D-number): the facts' person."""

    key = models.UUIDField(primary_key=True)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="keys")


class Guardian(models.Model):
    """A parent or other guardian (foresatt), with access until the person is 18."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="guardians")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="guardianships")
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    relation = models.CharField(max_length=30)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "user"), name="guardian_once"),)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class ContactPoint(models.Model):
    """A phone number or e-mail address of the person, or of a guardian, and when it was last verified."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="contact_points")
    guardian = models.ForeignKey(Guardian, models.CASCADE, null=True, related_name="contact_points")
    kind = models.CharField(max_length=5, choices=(("phone", "phone"), ("email", "email")))
    value = models.CharField(max_length=254)
    verified_on = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=("value",), name="contact_point_value"),)


class Enrolment(models.Model):
    """A place at a school or company from ``first`` to ``last``, both counted; in a group if there are any."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="enrolments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="enrolments")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="enrolments")
    level = models.CharField(max_length=20)
    programme = models.CharField(max_length=20, default="")
    first = models.DateField()
    last = models.DateField(null=True)
    reason = models.CharField(max_length=60, default="")
    choice_rank = models.PositiveSmallIntegerField(null=True)
    known_from = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")), name="enrolment_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=("person", "unit", "group", "first"), name="enrolment_once", nulls_distinct=False
            ),
        )
        indexes = (models.Index(fields=("unit", "first")), models.Index(fields=("group", "first")))


class FormerEnrolment(models.Model):
    """What was held true of a place until ``known_until``; the enrolment itself says what is held true now."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=20)
    programme = models.CharField(max_length=20, default="")
    first = models.DateField()
    last = models.DateField(null=True)
    reason = models.CharField(max_length=60, default="")
    choice_rank = models.PositiveSmallIntegerField(null=True)
    known_from = models.DateField()
    known_until = models.DateField()
