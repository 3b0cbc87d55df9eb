"""Users, memberships, and how somebody is known when they log in. A user is staff, a young person, a guardian,
or the system itself (jobs)."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

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


class Hat(models.Model):
    """Who works in two agencies at once says which one they act for; the newest holds until another is put on."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("user", "-at")),)


class ChangeState(models.TextChoices):
    """How far a change has come: the page shows it as it is."""

    WAITING = "waiting", _("venter på å bli utført")
    DONE = "done", _("utført")
    REFUSED = "refused", _("kunne ikke utføres")


class ChangeKind(models.TextChoices):
    START = "start", _("begynner")
    END = "end", _("slutter")
    DEPUTY = "deputy", _("stedfortreder")
    UNDO = "undo", _("angret")


class MembershipChange(models.Model):
    """What somebody asked for on the page of who works at a unit; a job does it, since the web may not.

    ``membership`` is the one to end or to stand in for, and, once it is done, the one that was made; ``was`` its
    last day before, so that it can be undone. ``told`` says why it could not be done; ``moved`` how many batons
    went on. ``undone`` is the change that a change of the kind undo takes back.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    made = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=30, default="", blank=True)
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    was = models.DateField(null=True)
    hand_over = models.BooleanField(default=True)
    undone = models.ForeignKey("self", models.PROTECT, null=True, related_name="undoings")
    state = models.CharField(max_length=8, choices=ChangeState.choices, default=ChangeState.WAITING)
    told = models.TextField(default="", blank=True)
    moved = models.PositiveIntegerField(null=True)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("unit", "-asked_at")),)


class ConfirmationCall(models.Model):
    """A unit's leader was asked to confirm who works there, by ``due``; ``reminders`` how often so far.

    Memberships end unconfirmed only where there was a call, so that nobody loses theirs because a worker stood
    still. ``closed_on`` is the day on which the rest was ended.
    """

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    due = models.DateField()
    called_on = models.DateField()
    reminders = models.PositiveSmallIntegerField(default=1)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("unit", "due"), name="confirmation_call_once"),)


class Confirmation(models.Model):
    """Somebody who answers for the unit says that the membership is as it should be, in the round due that day."""

    id = models.UUIDField(primary_key=True)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="confirmations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    due = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("membership", "due"), name="confirmation_once"),)


class IdentityKind(models.TextChoices):
    """What a log-in provider knows somebody by; a subject is its own word for them."""

    NUMBER = "number"
    FEIDE = "feide"
    SUBJECT = "subject"


class Identity(models.Model):
    """A log-in provider's word for a user, as a keyed hash: the number or the name itself isn't kept.

    Somebody may be two users: a teacher whose own child goes to the school is staff and guardian.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10, choices=IdentityKind.choices)
    key = models.UUIDField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="identity_once"),)


class Throttle(models.Model):
    """A count of attempts that all the web server's processes share; see ``tettpaa.accounts.throttle``."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField()
    expires = models.DateTimeField(db_index=True)
