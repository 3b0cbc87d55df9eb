"""The baton: who answers for something now, and by when; and each move it made.

Beside the constraints here, deferred triggers hold at commit that the holder of an open baton is at its unit
(or leads one above it), and that what is open has a baton (``sql/``).
"""

from typing import Any, Never

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tettpaa.accounts.models import User
from tettpaa.baton.states import Move, State
from tettpaa.kit import clock
from tettpaa.organisations.models import Group, Unit


def _refuse(*_args: Any, **_more: Any) -> Never:
    raise TypeError("batons are changed by tettpaa.baton.actions only")


class _ActionsOnly(models.QuerySet):
    """Rows are made and changed by ``actions`` alone, one at a time, each with its move."""

    update = delete = bulk_create = bulk_update = _refuse


class Baton(models.Model):
    """One holder and one deadline (``due``, last day counted) for the subject, on the ladder of ``unit``.

    ``group`` tells whose contact teacher the ladder means. While it is offered, the holder still holds it.
    ``offered_unit``: the unit whose ladder it goes to if accepted, when that is another. ``urgent``: the
    school environment (the act ch. 12), which can't be declined or handed on. ``hidden``: kept from the young
    person and the guardians, whatever else they are. What it is about never changes (``FIXED``).
    """

    FIXED = ("id", "subject_kind", "subject_id", "person_id", "opened_at", "urgent", "hidden")

    id = models.UUIDField(primary_key=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    person_id = models.UUIDField(null=True, db_index=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="batons")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="batons")
    ladder = models.CharField(max_length=30)
    step = models.CharField(max_length=30)
    holder = models.ForeignKey(User, models.PROTECT, related_name="batons")
    due = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    offered_to = models.ForeignKey(User, models.PROTECT, null=True, related_name="offered_batons")
    offered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    offered_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    offer_due = models.DateField(null=True)
    urgent = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)
    moved_by_id = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    objects = _ActionsOnly.as_manager()

    class Meta:
        ordering = ("due", "opened_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("subject_kind", "subject_id"),
                condition=Q(closed_at=None),
                name="baton_one_open",
                violation_error_message=_("Noen har allerede ansvaret for dette."),
            ),
            models.CheckConstraint(
                condition=Q(offered_to=None, offered_by=None, offer_due=None, offered_unit=None)
                | Q(
                    offered_to__isnull=False,
                    offered_by__isnull=False,
                    offer_due__isnull=False,
                    closed_at=None,
                ),
                name="baton_offer_is_whole",
                violation_error_message=_("Et tilbud må ha en mottaker og en svarfrist."),
            ),
            models.CheckConstraint(
                condition=Q(offered_to=None) | ~Q(offered_to=F("holder")),
                name="baton_offered_to_another",
                violation_error_message=_("Ansvaret kan ikke tilbys den som har det."),
            ),
            models.CheckConstraint(
                condition=Q(urgent=False) | Q(offered_to=None),
                name="baton_urgent_not_offered",
                violation_error_message=_("Skolemiljøsaker kan ikke tilbys videre."),
            ),
        )
        indexes = (
            models.Index(fields=("holder", "due"), condition=Q(closed_at=None), name="baton_held_now"),
            models.Index(
                fields=("offered_to",), condition=Q(offered_to__isnull=False), name="baton_offered_now"
            ),
            models.Index(fields=("due",), condition=Q(closed_at=None), name="baton_due_now"),
            models.Index(fields=("unit",), condition=Q(closed_at=None), name="baton_unit_now"),
        )

    @property
    def subject(self) -> tuple[str, Any]:
        return self.subject_kind, self.subject_id

    @property
    def state(self) -> State:
        if self.closed_at:
            return State.CLOSED
        return State.OFFERED if self.offered_to_id else State.HELD

    @property
    def overdue(self) -> bool:
        return not self.closed_at and self.due < clock.today()

    save = delete = _refuse

    def write(self, *, new: bool = False) -> None:
        """For ``actions`` alone."""
        if new:
            super().save(force_insert=True)
        else:
            moving = [field.name for field in self._meta.concrete_fields if field.attname not in self.FIXED]
            super().save(update_fields=moving)


class BatonMove(models.Model):
    """One move: by whom, why, and how the baton stood after it. ``reason`` is what a person wrote."""

    id = models.UUIDField(primary_key=True)
    baton = models.ForeignKey(Baton, models.PROTECT, related_name="moves")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    move = models.CharField(max_length=12, choices=Move.choices)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    holder = models.ForeignKey(User, models.PROTECT, related_name="+")
    offered_to = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    step = models.CharField(max_length=30)
    due = models.DateField()
    reason = models.TextField(default="")

    class Meta:
        ordering = ("version",)
        constraints = (models.UniqueConstraint(fields=("baton", "version"), name="baton_move_once"),)
