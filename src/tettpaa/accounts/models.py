"""Users and memberships. A user is staff, a young person, a guardian, or the system itself (jobs)."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from tettpaa.accounts.roles import roles
from tettpaa.organisations.fields import name_key
from tettpaa.organisations.models import Group, Unit


class UserKind(models.TextChoices):
    STAFF = "staff"
    YOUNG = "young"
    GUARDIAN = "guardian"
    SYSTEM = "system"


class User(AbstractBaseUser):
    """Who acts. ``person_id`` is the young person that a user of kind ``young`` is."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10, choices=UserKind.choices)
    username = models.CharField(max_length=150, unique=True)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    name_key = name_key("family_name", "given_name")
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=20, default="")
    language = models.CharField(max_length=2, default="nb")
    person_id = models.UUIDField(null=True, unique=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    last_login = None  # the log of log-ins is the audit log
    objects = BaseUserManager()

    class Meta:
        ordering = ("name_key",)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def initials(self) -> str:
        return (self.given_name[:1] + self.family_name[:1]).upper()


class Membership(models.Model):
    """Somebody is something at a unit (or for one group of it) from ``first`` to ``last``, both counted.

    A deputy (stedfortreder) is a membership of its own that names the one it stands in for.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="memberships")
    role = models.CharField(max_length=30)
    first = models.DateField()
    last = models.DateField(null=True)
    deputy_for = models.ForeignKey("self", models.PROTECT, null=True, related_name="deputies")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")), name="membership_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=("user", "unit", "group", "role", "first"),
                name="membership_once",
                nulls_distinct=False,
            ),
        )
        indexes = (models.Index(fields=("unit", "role")),)

    @property
    def role_label(self) -> str:
        """What the role is called, in the language of the one who reads."""
        return roles()[self.role].label[(get_language() or "nb")[:2]]
