"""What an indicator means: one figure about one young person, as of a day, from what was known that day.

Rules that hold for all of them:

1. Only those enrolled on the day have figures. The present enrolment is the one that began last; of several
   begun on the same day, the first by school, group, level, programme and choice rank, what is missing last.
2. Only facts with ``known_from <= as_of < known_until`` count.
3. A window of weeks ends with the last week whose Sunday is not after the day; it is ``weeks`` long, or goes
   back to 1 August when ``weeks`` is not given. A timetable stands on its week's Monday: that of a week begun
   in July belongs to the year before. A window of ``days`` ends with the day itself.
4. What is missing gives no figure, and no figure fires no rule: therefore counts and shares of things that
   may simply be unregistered can only be held against a lower limit (``upward``), so that an empty register
   is never read as a low number.
5. Figures, and minutes that decide whether there is one, are rounded to nine decimals before they meet a
   limit, so that the order of summing never decides.

How a figure is computed fast is in ``fast``, how it is computed plainly in ``reference``.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

from tettpaa.facts.schema import ABSENCE_KINDS, ASSESSMENTS, MARKS

Unit = Literal["share", "count", "number", "marks", "rank"]
Measure = Literal["value", "change", "from_mean", "percentile"]
Among = Literal["class", "school", "level"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri"]
Step = Literal["school", "programme"]

WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")
SUBJECTS_APART = " · "  # between the subjects in the evidence of a count; a comma may be in a name
PEERS_AT_LEAST = 10  # fewer than this make neither a mean nor a tenth to be held against


@dataclass(frozen=True)
class Indicator:
    """Base: ``unit`` tells what the figure is, ``upward`` that only a lower limit makes sense."""

    unit: ClassVar[Unit] = "number"
    upward: ClassVar[bool] = True

    def check(self) -> None:
        """ValueError, as ``key: what is wrong``, if the parameters make no sense."""


@dataclass(frozen=True)
class Windowed(Indicator):
    """Something summed over ``weeks`` whole weeks, or over the school year so far."""

    weeks: int | None = None

    def check(self) -> None:
        if self.weeks is not None and not 1 <= self.weeks <= 104:
            raise ValueError("weeks: must be from 1 to 104")


@dataclass(frozen=True)
class Absence(Windowed):
    """Minutes of absence of some kinds in a window."""

    kinds: tuple[str, ...] = tuple(ABSENCE_KINDS)

    def check(self) -> None:
        super().check()
        _known("kinds", self.kinds, ABSENCE_KINDS)


@dataclass(frozen=True)
class AbsenceShare(Absence):
    """Minutes away / minutes on the timetable of the young person's groups, in the same weeks.

    A group's week counts if an enrolment in it holds on the week's Thursday (ISO 8601 gives weeks to years
    so); that of two groups at once twice, that of one group never more than once. A group without a school
    is that of a timetable without a school. No minutes on the timetable: no figure. At most 1, also with
    absence in weeks without teaching. Evidence: minutes away, minutes on the timetable, both as they are.
    """

    unit = "share"


@dataclass(frozen=True)
class SingleLessonDays(Absence):
    """Days in the window with some absence, but at most ``up_to_minutes`` of it: single lessons skipped.

    Minutes of kinds that are not named do not count.
    """

    unit = "count"
    up_to_minutes: int = 90

    def check(self) -> None:
        super().check()
        _positive("up_to_minutes", self.up_to_minutes)


@dataclass(frozen=True)
class WeekdayAbsence(Absence):
    """Share of the absence in the window that falls on some weekdays (Mondays and Fridays unless told).

    Under ``min_minutes`` of absence in all: no figure. Evidence: minutes on those days, minutes in all.
    """

    unit = "share"
    weekdays: tuple[Weekday, ...] = ("mon", "fri")
    min_minutes: int = 600

    def check(self) -> None:
        super().check()
        _known("weekdays", self.weekdays, WEEKDAYS)
        _positive("min_minutes", self.min_minutes)


@dataclass(frozen=True)
class SubjectAbsence(Absence):
    """Share of the absence in the window that falls in one subject, the one where it is largest.

    Absence without a subject is left out. Under ``min_minutes`` in all: no figure. Evidence: the subject
    (the first by name if two are alike), minutes in it, minutes in all.
    """

    unit = "share"
    min_minutes: int = 600

    def check(self) -> None:
        super().check()
        _positive("min_minutes", self.min_minutes)


@dataclass(frozen=True)
class AbsenceLimit(Indicator):
    """Absence that counts towards the limit of forskrift til opplæringslova § 9-8 / annual minutes.

    The subject where the share is largest. What counts, and for which levels, follows the law of the school
    year (``law.toml``): undocumented absence always; absence by the pupil's own word as far as the law of
    that year lets it count, reckoned day by day and last on each day. The annual minutes are the whole year's
    timetable of all groups that the young person is in on the day, each once. The reckoning runs from 1
    August, or if it is later the first day at the present school, to the last Sunday, as a window does; who
    was at another school in between has come anew. (Enrolments there count that began no later than the
    present one; an unknown school is a school too.) Absence without a subject is left out. Evidence: subject
    (the first by name if two are alike), minutes that count, annual minutes.
    """

    unit = "share"


@dataclass(frozen=True)
class ResultCount(Indicator):
    """Number of subjects in which the latest result is one of ``marks``.

    Only results of the ``assessments`` and ``subjects`` (none named: all) and not older than ``days`` count.
    On the same day an exam stands above a final mark, and that above a half-year mark; of two of one kind,
    the one further down the list of marks (1-6, IV, exempt, G, Ng, Lg). Evidence: the subjects by name,
    subjects with a result.
    """

    unit = "count"
    marks: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    assessments: tuple[str, ...] = tuple(ASSESSMENTS)
    days: int | None = None

    def check(self) -> None:
        if not self.marks:
            raise ValueError('marks: must name at least one mark, such as ["IV", "1"]')
        _known("marks", self.marks, MARKS)
        _known("assessments", self.assessments, ASSESSMENTS)
        _positive("days", self.days)


@dataclass(frozen=True)
class MarkChange(Indicator):
    """Change of the average mark (1-6) from the half-year before to the latest, in subjects that have both.

    The half-years are the two latest in which the young person has numeric marks; the last of these in a
    half-year counts, in the order of ``ResultCount``. Only marks not older than ``days`` count. Fewer than
    ``min_subjects`` in common: no figure. A fall is negative. Evidence: the average now, the average before,
    both in the subjects in common.
    """

    unit = "marks"
    upward = False
    assessments: tuple[str, ...] = ("half_year", "final")
    min_subjects: int = 3
    days: int | None = None

    def check(self) -> None:
        _known("assessments", self.assessments, ASSESSMENTS)
        _positive("min_subjects", self.min_subjects)
        _positive("days", self.days)


@dataclass(frozen=True)
class Score(Indicator):
    """The latest score called ``name``, as one of four measures. Only scores not older than ``days`` count.

    ``value``: as it is. ``change``: from that of the day before it that has one. ``from_mean``: above (below:
    negative) the mean of all now enrolled ``among`` the same class (school and group), school or level who
    have one. ``percentile``: the share of these with this score or a lower one, so that ``at_most = 0.10`` is
    the weakest tenth and never more. Fewer than ten of them, or no known group, school or level: no figure.
    Of several scores on one day the one stands that came to be known last, then the highest. Evidence: the
    score, what it is compared with (``percentile``: how many).
    """

    upward = False
    name: str = ""
    measure: Measure = "value"
    among: Among = "class"
    days: int | None = None

    def check(self) -> None:
        _named(self.name)
        _positive("days", self.days)


@dataclass(frozen=True)
class EventCount(Windowed):
    """Number of events called ``name`` in the window, as one of three measures.

    ``value``: as it is. ``change``: more than in the ``weeks`` before these. ``from_mean``: more than the
    mean of all now enrolled ``among`` the same class, school or level, ten at least; who has none counts as
    none. Evidence: the number, what it is compared with.
    """

    unit = "count"
    name: str = ""
    measure: Literal["value", "change", "from_mean"] = "value"
    among: Among = "class"

    def check(self) -> None:
        super().check()
        _named(self.name)
        if self.measure == "change" and self.weeks is None:
            raise ValueError("weeks: must be given when measure is 'change'")


@dataclass(frozen=True)
class EnrolmentChanges(Indicator):
    """Times the young person moved to another school or programme area while on the same level.

    From each enrolment to the one begun next, counted if that was in the last ``days``. Of several begun on
    one day only the first by place counts, as for the present enrolment. From or to an unknown place is no
    move; two unknown levels are the same. No evidence beside the number.
    """

    unit = "count"
    what: Step = "school"
    days: int = 365

    def check(self) -> None:
        _positive("days", self.days)


@dataclass(frozen=True)
class ChoiceRank(Indicator):
    """Which wish the present enrolment met: 1 is the first choice. No evidence beside the number."""

    unit = "rank"
    upward = False


INDICATORS: dict[str, type[Indicator]] = {
    "absence_share": AbsenceShare,
    "single_lesson_days": SingleLessonDays,
    "weekday_absence": WeekdayAbsence,
    "subject_absence": SubjectAbsence,
    "absence_limit": AbsenceLimit,
    "result_count": ResultCount,
    "mark_change": MarkChange,
    "score": Score,
    "event_count": EventCount,
    "enrolment_changes": EnrolmentChanges,
    "choice_rank": ChoiceRank,
}
NAMES = {cls: name for name, cls in INDICATORS.items()}


def _known(key: str, given: tuple[str, ...], known: object) -> None:
    names = list(known)  # type: ignore[call-overload]
    if not given:
        raise ValueError(f"{key}: must not be empty")
    for value in given:
        if value not in names:
            raise ValueError(f"{key}: '{value}' is none of {', '.join(names)}")


def _positive(key: str, value: int | None) -> None:
    if value is not None and not 1 <= value <= 100_000:
        raise ValueError(f"{key}: must be from 1 to 100000")


def _named(name: str) -> None:
    if not name:
        raise ValueError("name: must be given")
