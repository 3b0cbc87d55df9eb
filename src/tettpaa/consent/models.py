"""Consents, their withdrawal and papers, and what was disclosed on other grounds. No row is ever changed."""

from django.db import models
from django.db.models import F, Q

from tettpaa.accounts.models import User
from tettpaa.consent.states import Giver, Way
from tettpaa.organisations.models import Unit
from tettpaa.pathway.models import YoungPerson


class Consent(models.Model):
    """Somebody says yes (samtykke): ``unit`` may see ``topics`` (bits) for the ``purpose``, from ``first`` to ``last``,
    both counted. ``name`` is of the one who said it; ``language`` that of the text they agreed to, the purpose's of
    ``first``.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="consents")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20)
    topics = models.IntegerField()
    first = models.DateField()
    last = models.DateField()
    giver = models.CharField(max_length=8, choices=Giver.choices)
    name = models.CharField(max_length=201)
    way = models.CharField(max_length=5, choices=Way.choices)
    language = models.CharField(max_length=2)
    note = models.TextField(default="", blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    request_key = models.UUIDField()

    class Meta:
        ordering = ("-at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="consent_ends_after_start"),
            models.UniqueConstraint(fields=("by", "request_key"), name="consent_sent_once"),
        )
        indexes = (models.Index(fields=("person",)), models.Index(fields=("unit", "last")))


class Withdrawal(models.Model):
    """From ``at`` on the consent lets nobody see anything."""

    id = models.UUIDField(primary_key=True)
    consent = models.OneToOneField(Consent, models.PROTECT, related_name="withdrawal")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")


class Paper(models.Model):
    """The signed sheet, scanned: a PDF, PNG or JPEG, checked by content."""

    id = models.UUIDField(primary_key=True)
    consent = models.OneToOneField(Consent, models.PROTECT, related_name="paper")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    content = models.BinaryField()


class Warned(models.Model):
    """Those concerned have been told that the consent ends soon."""

    id = models.UUIDField(primary_key=True)
    consent = models.OneToOneField(Consent, models.PROTECT, related_name="warned")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+")
    on = models.DateField()


class Disclosure(models.Model):
    """Something was told to ``unit``, or to ``receiver`` outside, on another ground than consent (utlevering).

    ``exception`` and ``processing`` are codes of ``sharing.toml`` as they held on the day; ``given`` what was told;
    ``reason`` why it was needed. ``hidden_ground`` is why the family is kept out of it; empty, and they read it.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="disclosures")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    receiver = models.CharField(max_length=120, default="", blank=True)
    exception = models.CharField(max_length=30)
    processing = models.CharField(max_length=30)
    conditions = models.JSONField(default=list)
    reason = models.TextField()
    given = models.TextField()
    hidden_ground = models.CharField(max_length=30, default="", blank=True)
    day = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    request_key = models.UUIDField()

    class Meta:
        ordering = ("-day", "-at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(unit__isnull=False, receiver="") | Q(unit__isnull=True) & ~Q(receiver=""),
                name="disclosure_has_one_receiver",
            ),
            models.UniqueConstraint(fields=("by", "request_key"), name="disclosure_sent_once"),
        )
        indexes = (models.Index(fields=("person",)),)
