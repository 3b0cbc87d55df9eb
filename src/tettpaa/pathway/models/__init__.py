"""The young person, the places they have had, and the facts about the way so far."""

from tettpaa.pathway.models.emergency import Emergency
from tettpaa.pathway.models.facts import (
    Absence,
    AbsenceWeek,
    FactEvent,
    FactOrigin,
    Outcome,
    Result,
    ScheduleWeek,
    Score,
    Tag,
)
from tettpaa.pathway.models.merge import Merge
from tettpaa.pathway.models.people import (
    ContactPoint,
    Enrolment,
    FormerEnrolment,
    Guardian,
    PersonKey,
    YoungPerson,
)

__all__ = [
    "Absence",
    "AbsenceWeek",
    "ContactPoint",
    "Emergency",
    "Enrolment",
    "FactEvent",
    "FactOrigin",
    "FormerEnrolment",
    "Guardian",
    "Merge",
    "Outcome",
    "PersonKey",
    "Result",
    "ScheduleWeek",
    "Score",
    "Tag",
    "YoungPerson",
]
