"""A young person on a day: what was known that day, where they are enrolled, and who is beside them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from tettpaa.engine.asof import AsOf
from tettpaa.engine.indicators import PEERS_AT_LEAST, Among
from tettpaa.engine.reference.facts import Away, Enrolled, Facts, Marked, Occurred, Scored, Taught
from tettpaa.engine.rules import DECIMALS
from tettpaa.kit.schoolyear import SchoolYear, last_closed_week


@dataclass(frozen=True)
class Figure:
    """The figure of an indicator with its evidence; see ``signals.Evidence``."""

    value: float
    part: float | None = None
    whole: float | None = None
    detail: str | None = None

    def rounded(self) -> "Figure":
        part = None if self.part is None else rounded(self.part)
        whole = None if self.whole is None else rounded(self.whole)
        return Figure(rounded(self.value), part, whole, self.detail)


@dataclass(frozen=True)
class Window:
    """From the first day up to, not including, the day after the last."""

    begin: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.begin <= day < self.end


@dataclass(frozen=True)
class Pupil:
    """Every list holds only what was known on the day ``as_of``. ``schedule`` is that of all groups."""

    person: UUID
    as_of: date
    place: Enrolled  # the present enrolment
    enrolments: list[Enrolled]
    schedule: list[Taught]
    absences: list[Away]
    results: list[Marked]
    scores: list[Scored]
    events: list[Occurred]

    def window(self, weeks: int | None) -> Window:
        """So many whole weeks, or the school year so far, up to the last Sunday that is not after the day."""
        end = last_closed_week(self.as_of) + timedelta(days=7)
        begin = SchoolYear.from_date(self.as_of).first if weeks is None else end - timedelta(weeks=weeks)
        return Window(begin, end)

    def within(self, days: int | None, happened: date) -> bool:
        """Whether a day is not after ``as_of`` and, if ``days`` is given, less than so many days before."""
        recent = days is None or happened > self.as_of - timedelta(days=days)
        return happened <= self.as_of and recent


def rounded(value: float) -> float:
    """As figures are before they meet a limit; halves away from zero."""
    return float(Decimal(value).quantize(Decimal(10) ** -DECIMALS, ROUND_HALF_UP))


def latest(enrolments: list[Enrolled]) -> Enrolled | None:
    """The one that began last; of several that began on the same day, the first by place."""
    if not enrolments:
        return None
    last_day = max(e.happened for e in enrolments)
    return min((e for e in enrolments if e.happened == last_day), key=by_place)


def by_place(e: Enrolled) -> list[tuple[bool, str | int]]:
    """Sorting key: school, group, level, programme, choice rank; what is missing comes last."""
    parts = (e.school, e.group, e.level, e.programme, e.choice_rank)
    return [(part is None, "" if part is None else part) for part in parts]


def enrolled_pupils(facts: Facts, as_of: AsOf) -> list[Pupil]:
    """All who are enrolled on the day, by person key."""
    persons = sorted({enrolment.person for enrolment in facts.enrolments})
    days = {person: day_of(facts, person, as_of) for person in persons}
    pupils = [pupil_on(facts, person, day) for person, day in days.items() if day]
    return [pupil for pupil in pupils if pupil]


def day_of(facts: Facts, person: UUID, as_of: AsOf) -> date | None:
    """The day that counts for this person."""
    if as_of.day is not None:
        return as_of.day
    starts = [e.happened for e in facts.enrolments if e.person == person and e.known_until is None]
    return max(starts) + timedelta(days=as_of.days_after_start) if starts else None


def pupil_on(facts: Facts, person: UUID, day: date) -> Pupil | None:
    """What was known of the person that day; None if not enrolled then."""
    enrolments = [e for e in facts.enrolments if e.person == person and e.known_on(day)]
    place = latest([e for e in enrolments if e.holds_on(day)])
    if place is None:
        return None
    return Pupil(
        person,
        day,
        place,
        enrolments,
        [t for t in facts.schedule if t.known_on(day)],
        [a for a in facts.absences if a.person == person and a.known_on(day)],
        [r for r in facts.results if r.person == person and r.known_on(day)],
        [s for s in facts.scores if s.person == person and s.known_on(day)],
        [e for e in facts.events if e.person == person and e.known_on(day)],
    )


def peers(pupil: Pupil, everyone: list[Pupil], among: Among) -> list[Pupil]:
    """All enrolled in the same class, school or level, the pupil included; nobody if it is unknown."""
    mine = unit(pupil, among)
    return [other for other in everyone if unit(other, among) == mine] if mine else []


def unit(pupil: Pupil, among: Among) -> tuple[str | None, ...] | None:
    """What a pupil shares with classmates, with all at the school, or with all on the level."""
    place = pupil.place
    match among:
        case "class":
            return (place.school, place.group) if place.group else None
        case "school":
            return (place.school,) if place.school else None
        case "level":
            return (place.level,) if place.level else None


def mean_of(figures: list[float]) -> float | None:
    """None if there are too few to be held against."""
    return sum(figures) / len(figures) if len(figures) >= PEERS_AT_LEAST else None
