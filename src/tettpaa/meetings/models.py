"""A team and who is in it; its meetings, who came; and what was on the agenda, said and decided."""

from django.db import models
from django.db.models import F, Q

from tettpaa.accounts.models import User
from tettpaa.meetings.states import State
from tettpaa.organisations.models import Unit
from tettpaa.pathway.models import YoungPerson


class Team(models.Model):
    """Those who meet regularly (ressursteam, ungdomsteam), at the unit that runs it. Nothing personal."""

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    request_key = models.UUIDField()

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("by", "request_key"), name="team_once"),)


class Seat(models.Model):
    """Somebody is in the team for ``unit``, from ``first`` to ``last``, both counted, and while they work there."""

    FIXED = ("team_id", "user_id", "unit_id", "first", "by_id")

    id = models.UUIDField(primary_key=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="seats")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("first", "id")
        constraints = (
            models.UniqueConstraint(fields=("team", "user"), condition=Q(last=None), name="seat_once"),
            models.CheckConstraint(
                condition=Q(last=None) | Q(last__gte=F("first")), name="seat_ends_after_start"
            ),
        )
        indexes = (models.Index(fields=("user",)),)


class Meeting(models.Model):
    """``starts`` for ``minutes``, at ``place``. Nothing in it tells of anybody."""

    FIXED = ("team_id", "by_id", "at", "request_key")

    id = models.UUIDField(primary_key=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="meetings")
    starts = models.DateTimeField()
    minutes = models.PositiveIntegerField()
    place = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    request_key = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("starts", "id")
        constraints = (models.UniqueConstraint(fields=("by", "request_key"), name="meeting_once"),)
        indexes = (models.Index(fields=("team", "starts")),)


class Attendance(models.Model):
    """Who was there (oppmøte), as somebody in the team noted it."""

    FIXED = ("meeting_id", "user_id")

    id = models.UUIDField(primary_key=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    present = models.BooleanField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("meeting", "user"), name="attendance_once"),)


class Item(models.Model):
    """A young person on the agenda (sak). ``meeting`` None: it waits for the next one. ``summary`` names nobody: it is
    what those in the team read who may not know who it is about. ``withdrawn_at``: taken off before it was talked of.
    """

    FIXED = ("team_id", "person_id", "by_id", "at", "request_key", "summary")

    id = models.UUIDField(primary_key=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="items")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="items")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+")
    summary = models.CharField(max_length=200)
    place = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    request_key = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("place", "at", "id")
        constraints = (
            models.UniqueConstraint(fields=("by", "request_key"), name="item_once"),
            models.UniqueConstraint(
                fields=("meeting", "person"), condition=Q(withdrawn_at=None), name="item_once_a_meeting"
            ),
        )
        indexes = (models.Index(fields=("person",)), models.Index(fields=("meeting", "place")))


class Minute(models.Model):
    """What was said of one item (referat). ``topic`` (a bit) is what one must see of the young person to read it."""

    FIXED = ("item_id", "person_id", "topic")

    id = models.UUIDField(primary_key=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+")
    topic = models.IntegerField()
    words = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("topic", "id")
        constraints = (models.UniqueConstraint(fields=("item", "topic"), name="minute_once"),)


class Decision(models.Model):
    """It was decided that something be done: the measure it became. Never changed."""

    id = models.UUIDField(primary_key=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+")
    measure = models.UUIDField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=("measure",), name="decision_once"),)
        indexes = (models.Index(fields=("item",)),)


class Feed(models.Model):
    """A calendar address that somebody has asked for: whoever has the key reads when and where they meet, and no more.
    Only the key's digest (SHA-256) is kept.
    """

    FIXED = ("user_id", "digest", "at")

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user",), condition=Q(revoked_at=None), name="feed_one_each"),
        )
