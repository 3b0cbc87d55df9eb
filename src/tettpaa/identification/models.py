"""Rule books, runs with their load, signals about young people, and what of the IKO rhythm is done."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tettpaa.accounts.models import User
from tettpaa.identification.states import Again, Kind, SignalState
from tettpaa.organisations.models import Group, Unit
from tettpaa.pathway.models import YoungPerson


class BookVersion(models.Model):
    """The TOML of a rule book, word for word, so that every signal can be read with the rule that made it."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=100)
    version = models.CharField(max_length=40)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("name", "version"), name="book_version_once"),)


class Run(models.Model):
    """A rule book held against the facts as of a day.

    ``people``: placed that day; ``flagged``: of them, by any rule, on or off; ``by_rule``: people by rule;
    ``raised``: signals that came new to triage; ``unplaced``: flagged in the facts, but with no place.
    """

    id = models.UUIDField(primary_key=True)
    as_of = models.DateField(db_index=True)
    at = models.DateTimeField()
    book = models.ForeignKey(BookVersion, models.PROTECT, related_name="runs")
    snapshot = models.CharField(max_length=100, default="")
    people = models.PositiveIntegerField()
    flagged = models.PositiveIntegerField()
    unplaced = models.PositiveIntegerField()
    raised = models.PositiveIntegerField()
    by_rule = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("as_of", "book"), name="run_once"),)


class RuleLoad(models.Model):
    """How many of a class the latest run flagged by a rule, on or off; the rule ``*`` is any of them.

    Rules that flagged nobody have no row; ``*`` has one for every class.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="loads")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, models.CASCADE, null=True, related_name="+")
    rule = models.CharField(max_length=100)
    n = models.PositiveIntegerField()
    enrolled = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("run", "unit", "group", "rule"), name="rule_load_once", nulls_distinct=False
            ),
        )


class RuleSwitch(models.Model):
    """Somebody switched a rule on or off from a day, knowing the ``load`` (people flagged, by unit's id)."""

    id = models.UUIDField(primary_key=True)
    rule = models.CharField(max_length=100, db_index=True)
    on = models.BooleanField()
    first = models.DateField()
    reason = models.TextField()
    load = models.JSONField(default=dict)
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="switch_has_reason",
                violation_error_message=_("Skriv hvorfor regelen slås av eller på."),
            ),
        )


class Signal(models.Model):
    """A switched-on rule that holds for a young person, from the first run until it is answered.

    ``evidence``: figures as in ``rules.Evidence``. ``nth`` counts how often it has come; ``again`` says why
    it came back. While it is new, each run brings it up to date; ``last_seen`` goes on after the answer.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(YoungPerson, models.CASCADE, related_name="signals")
    rule = models.CharField(max_length=100)
    nth = models.PositiveSmallIntegerField(default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=20)
    book = models.ForeignKey(BookVersion, models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, related_name="signals")
    valid_from = models.DateField()
    severity = models.PositiveSmallIntegerField()
    priority = models.PositiveSmallIntegerField()
    evidence = models.JSONField()
    first_seen = models.DateField()
    last_seen = models.DateField()
    again = models.CharField(max_length=10, choices=Again.choices, default="")
    state = models.CharField(max_length=10, choices=SignalState.choices, default=SignalState.NEW)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=30, default="")
    note = models.TextField(default="")
    until = models.DateField(null=True)
    concern_id = models.UUIDField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("unit", "state")),
            models.Index(fields=("person", "state")),
        )
        constraints = (
            models.UniqueConstraint(fields=("person", "rule", "nth"), name="signal_nth_once"),
            models.UniqueConstraint(
                fields=("person", "rule"), condition=Q(state="new"), name="one_new_signal_a_rule"
            ),
            models.CheckConstraint(
                condition=Q(state="new", answered_at=None, answered_by=None)
                | ~Q(state="new") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="signal_answered_by_somebody",
                violation_error_message=_("Et besvart signal må si hvem som svarte, og når."),
            ),
            models.CheckConstraint(
                condition=Q(state="taken", concern_id__isnull=False) | ~Q(state="taken") & Q(concern_id=None),
                name="taken_signal_has_concern",
                violation_error_message=_("Et signal som følges opp, må høre til en uro."),
            ),
            models.CheckConstraint(
                condition=Q(state="not_now", until__isnull=False) | ~Q(state="not_now") & Q(until=None),
                name="not_now_has_date",
                violation_error_message=_("«Ikke nå» må ha en dato."),
            ),
            models.CheckConstraint(condition=Q(last_seen__gte=F("first_seen")), name="signal_seen_in_order"),
        )


class RhythmDone(models.Model):
    """A line of the working list that is done: about a person, a class, or (neither told) the unit.

    ``period`` tells the lines of a kind apart: the school year's first day, the week's Monday, or the first
    day on which the meeting could be.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(YoungPerson, models.CASCADE, null=True, related_name="+")
    period = models.DateField()
    done_on = models.DateField()
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = models.CharField(max_length=30, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "unit", "group", "person", "period"),
                name="rhythm_done_once",
                nulls_distinct=False,
            ),
        )
