"""Absence of a young person in a school year: whole days in spells, and single lessons.

Whole days come as one row a lesson in upper secondary, and as one row without a subject in lower secondary.
The day's draws depend on no later day, so that a county made later has the same past.
"""

import math
import random
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import accumulate

from tettpaa.demo.calendar import Calendar
from tettpaa.demo.classes import LESSON, Group
from tettpaa.demo.people import Person, Segment
from tettpaa.demo.settings import figures, programme

GROUNDS = ("U", "E", "D", "A")  # undocumented, own word, documented, other approved
_LONG = 3


@dataclass
class Register:
    """The columns of ``absence.parquet``; days are ordinals."""

    numbers: list[str] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    subjects: list[str | None] = field(default_factory=list)
    minutes: list[int] = field(default_factory=list)
    grounds: list[str] = field(default_factory=list)
    registered: list[int] = field(default_factory=list)

    def add(self, number: str, day: int, lessons: tuple[str, ...], ground: str, registered: int) -> None:
        """One row a lesson."""
        n = len(lessons)
        self.numbers += [number] * n
        self.days += [day] * n
        self.subjects += lessons
        self.minutes += [LESSON] * n
        self.grounds += [ground] * n
        self.registered += [registered] * n

    def add_day(self, number: str, day: int, minutes: int, ground: str, registered: int) -> None:
        """A whole day, without a subject."""
        self.numbers.append(number)
        self.days.append(day)
        self.subjects.append(None)
        self.minutes.append(minutes)
        self.grounds.append(ground)
        self.registered.append(registered)


@dataclass
class Attendance:
    """What absence leads to: undocumented minutes by subject, at half-year and in all, and warnings (§ 9-7).

    ``rate``: the share that the young person tends to be away; ``slide``: the day from which it grows.
    """

    rate: float
    slide: int | None = None
    at_half: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    warned: dict[str, int] = field(default_factory=dict)

    def lose(self, lessons: tuple[str, ...], day: int, group: Group, draw: float) -> None:
        """Count undocumented lessons; warn when there are many in a subject."""
        iv = figures("iv")
        for subject in lessons:
            minutes = self.lost[subject] = self.lost.get(subject, 0) + LESSON
            if minutes > iv["warned_from"] * group.annual[subject] and subject not in self.warned:
                self.warned[subject] = _working_day(day + 2) if draw < iv["warned"] else 0


def year_of(
    person: Person, places: list[tuple[Segment, Group]], seed: int, today: int, register: Register
) -> Attendance:
    """One school year in its groups, up to ``today``, into the register."""
    rng = random.Random(f"{seed}/{person.key}/{places[0][0].year}")  # noqa: S311
    days = places[0][1].calendar.days
    settings = figures("absence")
    slides = rng.random() < settings["slide"]
    slide = days[rng.randint(30, 140)] if slides else None
    rng_rate = rng.gauss(0, settings["yearly"])
    seen = Attendance(tendency(person, places[0][0], rng_rate), slide)
    for segment, group in places:
        _Term(person, segment, group, seen, rng, today, register).work()
    return seen


def tendency(person: Person, segment: Segment, yearly: float) -> float:
    """The share of the hours away, as drawn for the person and the year."""
    settings = figures("absence")
    track = programme(segment.programme)["track"] if segment.is_upper else "lower"
    spread, between = settings["spread"], settings["yearly"]
    log = spread * person.tendency + yearly - (spread**2 + between**2) / 2
    log += settings["slope"] * (person.ability - 43)
    return float(min(settings["highest"], settings[track][person.sex] * math.exp(log)))


class _Term:
    """The days of one segment."""

    def __init__(
        self,
        person: Person,
        segment: Segment,
        group: Group,
        seen: Attendance,
        rng: random.Random,
        today: int,
        register: Register,
    ) -> None:
        self.person, self.segment, self.group = person, segment, group
        self.seen, self.rng, self.today, self.register = seen, rng, today, register
        settings = figures("absence")
        whole = seen.rate * settings["whole_days"]
        self.spell_start = whole / (settings["spell"] * (1 - whole))
        self.lesson_start = seen.rate * (1 - settings["whole_days"]) / 0.235 / (1 - whole)
        self.goes_on = 1 - 1 / settings["spell"]
        avoided = "MAT" if "MAT" in group.annual else "KRO"
        self.avoided = avoided if person.avoids and segment.is_upper else ""
        quits = segment.reason == "quit" and segment.left == segment.last
        self.ramp = segment.last - settings["quit_ramp_days"] if quits else 10**7

    def work(self) -> None:
        calendar, last = self.group.calendar, min(self.segment.last, self.today)
        first = bisect_left(calendar.days, self.segment.first)
        until = bisect_right(calendar.days, last)
        weights = _weights(calendar, self.person.mondays)
        draw, away = self.rng.random, 0
        half = date(self.segment.year + 1, 1, 12).toordinal()
        ground = "U"
        for day, weight in zip(calendar.days[first:until], weights[first:until], strict=True):
            if day >= half and not self.seen.at_half:
                self.seen.at_half = dict(self.seen.lost)
            if away:
                away -= 1
                self._whole_day(day, ground)
                continue
            factor, u = weight * self._boost(day), draw()
            if u < self.spell_start * factor:
                while draw() < self.goes_on:
                    away += 1
                ground = _ground(draw(), "long" if away + 1 >= _LONG else "day")
                self._whole_day(day, ground)
            elif u < (self.spell_start + self.lesson_start) * factor:
                self._some_lessons(day)
            elif self.avoided and draw() < figures("absence")["avoids_by"]:
                lessons = self.group.week[(day - 1) % 7]
                self._lessons(day, tuple(s for s in lessons if s == self.avoided), "U", day)

    def _boost(self, day: int) -> float:
        settings = figures("absence")
        if day >= self.ramp:
            return float(settings["quit_ramp"])
        return float(settings["slide_by"]) if self.seen.slide and day >= self.seen.slide else 1.0

    def _whole_day(self, day: int, ground: str) -> None:
        lessons = self.group.week[(day - 1) % 7]
        registered = self._registered(day, ground)
        if self.segment.is_upper:
            self._lessons(day, lessons, ground, registered)
        elif registered <= self.today:
            self.register.add_day(self.person.number, day, LESSON * len(lessons), ground, registered)

    def _some_lessons(self, day: int) -> None:
        draw = self.rng.random
        lessons = self.group.week[(day - 1) % 7]
        n = 1 + int(draw() * 2.2)
        if "KRO" in lessons and draw() < 1 - 1 / figures("absence")["skips_physical"]:
            chosen = ("KRO",) * min(n, lessons.count("KRO"))
        else:
            chosen = lessons[:n] if draw() < 0.4 else lessons[-n:]
        ground = _ground(draw(), "lesson")
        self._lessons(day, chosen, ground, self._registered(day, ground))

    def _lessons(self, day: int, lessons: tuple[str, ...], ground: str, registered: int) -> None:
        if registered <= self.today:
            self.register.add(self.person.number, day, lessons, ground, registered)
        if ground == "U" and self.segment.is_upper:
            self.seen.lose(lessons, day, self.group, self.rng.random())

    def _registered(self, day: int, ground: str) -> int:
        """A few days later; a document takes longer."""
        draw = self.rng.random()
        return day + int(draw * draw * (8 if ground == "D" else 4))


def _working_day(day: int) -> int:
    """The day, or the Monday after if it is a weekend."""
    weekday = (day - 1) % 7
    return day + 7 - weekday if weekday >= 5 else day


@cache
def _shares(sort: str) -> list[float]:
    return list(accumulate(figures("ground")[sort]))[:-1]


def _ground(draw: float, sort: str) -> str:
    return GROUNDS[bisect_right(_shares(sort), draw)]


@cache
def _weights(calendar: Calendar, mondays: bool) -> tuple[float, ...]:
    """How much likelier absence is on each teaching day; 1 on average."""
    settings = figures("absence")
    by_weekday = [5.0, 0.3, 0.3, 0.3, 0.6] if mondays else settings["weekday"]
    raw = [
        by_weekday[(day - 1) % 7] * settings["month"][date.fromordinal(day).month - 1]
        for day in calendar.days
    ]
    mean = sum(raw) / len(raw)
    return tuple(weight / mean for weight in raw)
