"""Concerns, what was said, the history, and the receipts to those who said it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tettpaa.accounts.models import User
from tettpaa.cases.states import About, Decision, Outcome, State, Urgency
from tettpaa.organisations.models import Group, Unit
from tettpaa.pathway.models import YoungPerson


class Concern(models.Model):
    """An uro: about a young person, a class or a routine of a unit. Its baton says who holds it until when.

    ``topic`` is the bit that one must see of the young person to see it. What it is about, and where it came
    from (``origin_kind``, ``origin_id``), never changes; the database refuses it.
    """

    id = models.UUIDField(primary_key=True)
    about = models.CharField(max_length=10, choices=About.choices)
    person = models.ForeignKey(YoungPerson, models.PROTECT, null=True, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    duty = models.CharField(max_length=30)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    topic = models.IntegerField()
    hidden_ground = models.CharField(max_length=30, default="", blank=True)
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    origin_kind = models.CharField(max_length=30)
    origin_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RAISED)
    seen_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=15, choices=Decision.choices, default="", blank=True)
    reason = models.TextField(default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    follow_up = models.DateField(null=True)
    outcome = models.CharField(max_length=15, choices=Outcome.choices, default="", blank=True)
    outcome_text = models.TextField(default="", blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(about="person", person__isnull=False, group__isnull=True)
                | Q(about="class", person__isnull=True, group__isnull=False)
                | Q(about="routine", person__isnull=True, group__isnull=True),
                name="concern_about_one_thing",
                violation_error_message=_("En uro gjelder enten en ungdom, en klasse eller en rutine."),
            ),
            models.CheckConstraint(
                condition=Q(state="raised") | Q(seen_at__isnull=False),
                name="concern_seen_has_time",
                violation_error_message=_("Det som er sett, har et tidspunkt."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=("raised", "seen")) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="concern_decided_has_decision",
                violation_error_message=_("Det må stå hva som er bestemt."),
            ),
            models.CheckConstraint(
                condition=~Q(decision="no_action") | ~Q(reason=""),
                name="concern_no_action_has_reason",
                violation_error_message=_("Si hvorfor det ikke er grunn til å gjøre noe."),
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")
                | ~Q(state="closed") & Q(closed_at__isnull=True, outcome=""),
                name="concern_closed_has_outcome",
                violation_error_message=_("Si hva som kom ut av det."),
            ),
            # That a place ended without a talk is said once, however often it is imported.
            models.UniqueConstraint(
                fields=("origin_id",), condition=Q(origin_kind="quit"), name="concern_quit_once"
            ),
        )
        indexes = (
            models.Index(fields=("person", "raised_at")),
            models.Index(fields=("unit", "state")),
            models.Index(fields=("group",)),
        )


class Statement(models.Model):
    """What somebody saw or heard, in their own words; or signals that joined, as the text they had then.

    ``role`` is what the author was then. What it was about stands here too, for the author who can't see the
    concern. It is never changed. Of a ``topic`` (a bit; 0: none) the words stand in RestrictedWords instead, which
    fewer may read.
    """

    id = models.UUIDField(primary_key=True)
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="statements")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    person = models.ForeignKey(YoungPerson, models.PROTECT, null=True, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField(blank=True)
    topic = models.IntegerField(default=0)
    signals = ArrayField(models.UUIDField(), default=list)
    version = models.PositiveIntegerField()
    request_key = models.UUIDField()

    class Meta:
        ordering = ("version", "at", "id")
        constraints = (
            models.UniqueConstraint(fields=("author", "request_key"), name="statement_once"),
            models.CheckConstraint(
                condition=Q(topic=0) & ~Q(words="") | ~Q(topic=0) & Q(words=""),
                name="statement_words_in_one_place",
            ),
        )
        indexes = (models.Index(fields=("author", "at")),)


class RestrictedWords(models.Model):
    """The words of a statement that somebody marked: for the author, and for who sees that topic of the person."""

    id = models.UUIDField(primary_key=True)
    statement = models.OneToOneField(Statement, models.PROTECT, related_name="restricted")
    person_id = models.UUIDField()
    topic = models.IntegerField()
    words = models.TextField()


class Step(models.Model):
    """One line of a concern's history: who did what; ``details`` are codes, dates and ids.

    ``version`` here, on statements and on receipts is the concern's then, so that they stand in order.
    """

    id = models.UUIDField(primary_key=True)
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    verb = models.CharField(max_length=20)
    text = models.TextField(default="", blank=True)
    details = models.JSONField(default=dict)
    version = models.PositiveIntegerField()

    class Meta:
        ordering = ("version", "at", "id")


class Receipt(models.Model):
    """To the one who said it: received (by whom, by when), seen, decided, closed.

    It holds no more than anybody who says something may know: the role, and whether it is followed up.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received"
        SEEN = "seen"
        DECIDED = "decided"
        CLOSED = "closed"
        REOPENED = "reopened"

    id = models.UUIDField(primary_key=True)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="receipts")
    to = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    role = models.CharField(max_length=30)
    receiver = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    due = models.DateField(null=True)
    followed_up = models.BooleanField(null=True)
    version = models.PositiveIntegerField()

    class Meta:
        ordering = ("version", "at", "id")
        indexes = (models.Index(fields=("to", "at")),)


class DutyReport(models.Model):
    """That somebody did their own duty outside of this system (the act § 24-3); never what they reported."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    duty = models.CharField(max_length=30)
    at = models.DateTimeField()
    request_key = models.UUIDField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("by", "request_key"), name="duty_report_once"),)


from tettpaa.cases.clarification import models as clarification  # noqa: E402, F401
from tettpaa.cases.letters import models as letters  # noqa: E402, F401
from tettpaa.cases.mapping import models as mapping  # noqa: E402, F401
from tettpaa.cases.plan import models as plan  # noqa: E402, F401  so that Django finds them
