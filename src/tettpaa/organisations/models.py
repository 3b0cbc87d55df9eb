"""Units form a tree (county, school); each names the unit that is controller of its data (GDPR art. 4(7))."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tettpaa.organisations.fields import name_key


class UnitKind(models.TextChoices):
    """The kinds of unit around the young; the word is what a user reads."""

    COUNTY = "county", _("fylkeskommune")
    REGION = "region", _("region")
    MUNICIPALITY = "municipality", _("kommune")
    KINDERGARTEN = "kindergarten", _("barnehage")
    SCHOOL = "school", _("skole")
    NAV_OFFICE = "nav_office", _("NAV-kontor")
    PPT_OFFICE = "ppt_office", _("PPT-kontor")
    HEALTH_STATION = "health_station", _("helsestasjon")
    TRAINING_OFFICE = "training_office", _("opplæringskontor")
    COMPANY = "company", _("lærebedrift")
    CAREER_CENTRE = "career_centre", _("karrieresenter")
    FOLLOW_UP_SERVICE = "follow_up_service", _("oppfølgingstjeneste")


class Unit(models.Model):
    """An organisation or a part of one. ``number`` is the organisation number where there is one."""

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=9, unique=True, null=True)
    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    name = models.CharField(max_length=200)
    name_key = name_key("name")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    controller = models.ForeignKey("self", models.PROTECT, null=True, related_name="controls")
    municipality = models.CharField(max_length=4, default="")
    stages = models.CharField(max_length=10, default="")
    phone = models.CharField(max_length=20, default="")

    class Meta:
        ordering = ("name_key",)


class GroupKind(models.TextChoices):
    CLASS = "class", _("klasse")
    CONTACT_GROUP = "contact_group", _("kontaktlærergruppe")


class Group(models.Model):
    """A class or contact-teacher group (act § 14-2) at a school in a school year, named by its first year."""

    id = models.UUIDField(primary_key=True)
    external_id = models.CharField(max_length=60, unique=True)
    school = models.ForeignKey(Unit, models.PROTECT, related_name="groups")
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=15, choices=GroupKind.choices)
    level = models.CharField(max_length=20)
    programme = models.CharField(max_length=20, default="")
    school_year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("level", "code")


class Closure(models.Model):
    """Days when the unit is closed beside weekends and public holidays; both ends counted."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="closures")
    first = models.DateField()
    last = models.DateField()
    name = models.CharField(max_length=100)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("unit", "first"), name="one_closure_a_day"),
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="closure_ends_after"
            ),
        )
