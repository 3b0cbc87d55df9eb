"""Generated facts and rule books that sit on the edges: week ends, half-years, limits, moves, corrections.

Everything follows from one ``random.Random``, so that hypothesis need draw no more than a seed and a size.
"""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tettpaa.facts.schema import ABSENCE_KINDS, ASSESSMENTS, LEVELS, MARKS
from tettpaa.kit.schoolyear import HalfYear, SchoolYear, monday

Fact = dict[str, Any]
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)

SCHOOLS = ("Nes", "Nes", "Nes", "Os", "Ås", None)
GROUPS = ("1A", "1A", "1A", "1B", "1Å", None)
SUBJECTS = ("english", "norwegian", "mathematics", "Ørsk", "order")
PROGRAMMES = ("ST", "BA", "ID", None)
SCORES = ("points", "well_being")
EVENTS = ("warning", "skip")
KINDS = (*ABSENCE_KINDS, "self_reported", "undocumented")
MINUTES = (0.0, 15.0, 22.5, 45.0, 45.0, 60.0, 90.0, 91.0, 33.3, 300.0)
DAYS = (1, 30, 100, 365)
WEEKS = (1, 2, 4, 8)


class World:
    """Facts around ``day``. ``after`` days after their start, ``start+Nd`` falls near that day too."""

    def __init__(self, seed: int, people: int) -> None:
        self.random = random.Random(seed)
        self.day = self.random.choice((date(2025, 9, 28), date(2026, 1, 31), date(2025, 3, 12)))
        self.day += self.random.randint(-4, 4) * DAY
        if self.random.random() < 0.4:
            self.day = monday(self.day) - self.random.randint(0, 1) * DAY  # a week just closed, or not yet
        self.after = self.random.choice((None, None, 0, 30, 60))
        self.year = SchoolYear.from_date(self.day)
        self.edges = list(self._edges())
        self.people = [UUID(int=self.random.getrandbits(128)) for _ in range(people)]
        self.facts: dict[str, list[Fact]] = {
            "enrolment": [fact for person in self.people for fact in self.enrolments(person)],
            "schedule": list(self.schedule()),
            "absence": self.some(self.absence, 10),
            "result": self.some(self.result, 12),
            "score": self.some(self.score, 4),
            "event": self.some(self.event, 4),
            "tag": self.some(self.tag, 1),
            "outcome": self.some(self.outcome, 1),
        }

    @property
    def as_of(self) -> str:
        return self.day.isoformat() if self.after is None else f"start+{self.after}d"

    def _edges(self) -> Iterator[date]:
        half = HalfYear.of(self.day)
        closed = monday(self.day + DAY)
        borders = [self.day, closed, half.first, half.previous().first, self.year.first]
        borders += [closed - weeks * WEEK for weeks in WEEKS] + [self.day - days * DAY for days in DAYS]
        for border in borders:
            yield from (border - DAY, border, border + DAY)

    def near(self) -> date:
        """A day on some edge, or in the half-year before the day or just after it."""
        if self.random.random() < 0.4:
            return self.random.choice(self.edges)
        return self.day + self.random.randint(-180, 8) * DAY

    def some(self, make: Any, most: int) -> list[Fact]:
        """Up to ``most`` facts of each person, some with a correction that takes their place."""
        facts: list[Fact] = []
        for person in self.people:
            for _ in range(self.random.randint(0, most)):
                facts.extend(self.versions(lambda: make(), {"person": person, "happened": self.near()}))
        return facts

    def versions(self, make: Any, head: Fact) -> Iterator[Fact]:
        fact = head | {"known_from": self.known_from(head["happened"])} | make()
        if self.random.random() < 0.15:
            corrected = max(fact["known_from"], self.near())
            yield fact | {"known_until": corrected}
            if self.random.random() < 0.7:
                yield head | {"known_from": corrected} | make()
        else:
            yield fact

    def known_from(self, happened: date) -> date:
        late = self.random.random() < 0.2
        return happened + self.random.randint(-3, 20) * DAY if late else happened

    def enrolments(self, person: UUID) -> Iterator[Fact]:
        start = self.year.first + self.random.randint(0, 20) * DAY
        if self.after is not None:
            start = self.day - (self.after + self.random.randint(-9, 9)) * DAY
        for number in range(self.random.choice((1, 1, 1, 2, 2, 3, 4, 0))):
            happened = start if number == 0 else self.near()
            later = happened + self.random.randint(0, 80) * DAY
            ended = self.random.choice((None, None, None, None, later, self.near()))
            head = {"person": person, "happened": happened, "ended": ended}
            yield from self.versions(self.place, head)
        if self.random.random() < 0.2:
            yield from self.away_and_back(person, start)
        if self.random.random() < 0.2:
            yield from self.two_groups(person, start)

    def away_and_back(self, person: UUID, start: date) -> Iterator[Fact]:
        """To another school and back, now and then with a day between, or to both on one day."""
        home, other = self.place() | {"level": "vg1"}, self.place()
        left = start + self.random.randint(0, 40) * DAY
        back = left + self.random.randint(0, 40) * DAY
        yield self.enrolled(person, start, left) | home
        yield self.enrolled(person, left, self.random.choice((back, back - DAY))) | other
        yield self.enrolled(person, back, None) | home

    def two_groups(self, person: UUID, start: date) -> Iterator[Fact]:
        """A class and a group beside it, at times the same twice."""
        place = self.place() | {"level": "vg2"}
        for group in (place["group"], self.random.choice(GROUPS)):
            yield self.enrolled(person, start, None) | place | {"group": group}

    def enrolled(self, person: UUID, happened: date, ended: date | None) -> Fact:
        return {"person": person, "happened": happened, "ended": ended, "known_from": happened}

    def place(self) -> Fact:
        pick = self.random.choice
        return {
            "school": pick(SCHOOLS),
            "group": pick(GROUPS),
            "level": pick(("vg1", "vg1", "vg2", *LEVELS, None)),
            "programme": pick(PROGRAMMES),
            "choice_rank": pick((1, 1, 2, 3, None)),
        }

    def schedule(self) -> Iterator[Fact]:
        begin = monday(self.year.first - 20 * WEEK) if self.random.random() < 0.3 else monday(self.year.first)
        for school in {*SCHOOLS}:
            for group in sorted({group for group in GROUPS if group}):
                for subject in self.random.sample(SUBJECTS, 2):
                    for week in self.random.sample(range(-2, 44), 14):
                        known = begin if self.random.random() < 0.8 else self.near()
                        place = {"school": school, "group": group, "subject": subject}
                        times = {"happened": begin + week * WEEK, "known_from": known}
                        yield place | times | {"minutes": self.random.choice((0.0, 60.0, 90.0, 225.0))}

    def absence(self) -> Fact:
        pick = self.random.choice
        return {"subject": pick((*SUBJECTS, None)), "minutes": pick(MINUTES), "kind": pick(KINDS)}

    def result(self) -> Fact:
        marks = [*MARKS, *"123456" * 2]
        pick = self.random.choice
        return {"subject": pick(SUBJECTS[:3]), "mark": pick(marks), "assessment": pick([*ASSESSMENTS])}

    def score(self) -> Fact:
        value = self.random.choice((20.0, 25.0, 25.1, 30.0, 2.1, 2.7, 4.0))
        return {"name": self.random.choice(SCORES), "value": value}

    def event(self) -> Fact:
        return {"name": self.random.choice(EVENTS), "subject": None}

    def tag(self) -> Fact:
        return {"name": self.random.choice(SCORES), "value": "20"}

    def outcome(self) -> Fact:
        return {"name": self.random.choice(SCORES), "value": 20.0}


class Book:
    """A rule book in TOML: every variant of every indicator in turn, alone and combined."""

    def __init__(self, world: World, variants: list[Fact]) -> None:
        self.random = world.random
        self.world = world
        self.variants = variants

    def text(self) -> str:
        alone = [self.rule(f"alone-{n}", variant) for n, variant in enumerate(self.variants)]
        combined = [self.rule(f"combined-{n}", self.combination(2)) for n in range(3)]
        middle = self.world.day + self.random.randint(-1, 1) * DAY
        older = self.rule("versions", self.combination(1), until=middle)
        newer = self.rule("versions", self.combination(1), begin=middle)
        return '[book]\nname = "Generated"\nversion = "7"\n' + "".join([*alone, *combined, older, newer])

    def combination(self, depth: int) -> Fact:
        chosen = self.random.sample(self.variants, self.random.randint(2, 3))
        parts: list[Fact] = list(chosen)
        if depth > 1:
            parts.append(self.combination(depth - 1))
        form = self.random.choice(("any", "any", "all", "of"))
        return {"at_least": self.random.randint(1, 2), "of": parts} if form == "of" else {form: parts}

    def rule(self, name: str, when: Fact, begin: date | None = None, until: date | None = None) -> str:
        levels = self.random.choice(([], [], [], ["vg1"], ["vg1", "vg2", "apprentice"]))
        lines = [
            "\n[[rule]]",
            f'name = "{name}"',
            'title = { nb = "a", nn = "b", en = "c" }',
            'source = "generated"',
            f"severity = {self.random.randint(1, 3)}",
            f"valid_from = {begin or date(2000, 1, 1)}",
            f"valid_until = {until}" if until else "",
            f"levels = {json.dumps(levels)}" if levels else "",
            f"when = {inline(when)}\n",
        ]
        return "\n".join(line for line in lines if line)


def inline(value: Any) -> str:
    """As TOML on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {inline(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(inline(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def variants(chance: random.Random) -> list[Fact]:
    """One condition of every indicator, and of every measure of those that have them."""
    made = [make(chance) for make in (absence_share, single_lesson_days, weekday_absence, subject_absence)]
    made.append({"indicator": "absence_share", "at_least": 0.01})
    made += [{"indicator": "absence_limit", key: limit} for key, limit in absence_limits(chance)]
    made += [result_count(chance), mark_change(chance)]
    made += [score(chance, measure) for measure in ("value", "change", "from_mean", "percentile")]
    made += [event_count(chance, measure) for measure in ("value", "change", "from_mean")]
    made += [enrolment_changes(chance, what) for what in ("school", "programme")]
    made.append({"indicator": "choice_rank", chance.choice(("at_most", "at_least")): 2})
    return made


def absence_limits(chance: random.Random) -> list[tuple[str, float]]:
    return [("at_least", chance.choice((0.001, 0.05))), ("more_than", chance.choice((0.02, 0.05, 0.1)))]


def windowed(chance: random.Random, name: str) -> Fact:
    made: Fact = {"indicator": name}
    if chance.random() < 0.7:
        made["weeks"] = chance.choice(WEEKS)
    if chance.random() < 0.6:
        made["kinds"] = chance.sample([*ABSENCE_KINDS], chance.randint(1, 3))
    return made


def absence_share(chance: random.Random) -> Fact:
    limit = {chance.choice(("at_least", "more_than")): chance.choice((0.1, 0.25, 0.05))}
    return windowed(chance, "absence_share") | limit


def single_lesson_days(chance: random.Random) -> Fact:
    limits = {"up_to_minutes": chance.choice((45, 90)), "at_least": chance.choice((1, 2))}
    return windowed(chance, "single_lesson_days") | limits


def weekday_absence(chance: random.Random) -> Fact:
    days = chance.sample(["mon", "tue", "wed", "thu", "fri"], 2)
    limits = {"min_minutes": chance.choice((1, 45, 90)), "at_least": chance.choice((0.3, 0.5))}
    return windowed(chance, "weekday_absence") | {"weekdays": days} | limits


def subject_absence(chance: random.Random) -> Fact:
    limits = {"min_minutes": chance.choice((1, 45, 90)), "more_than": chance.choice((0.3, 0.5))}
    return windowed(chance, "subject_absence") | limits


def result_count(chance: random.Random) -> Fact:
    made: Fact = {"indicator": "result_count", "marks": chance.sample([*MARKS], 4)}
    if chance.random() < 0.5:
        made["subjects"] = chance.sample(SUBJECTS[:3], 2)
    return made | some_results(chance) | recent(chance) | {"at_least": chance.choice((1, 2))}


def mark_change(chance: random.Random) -> Fact:
    limit = chance.choice(({"at_most": -0.5}, {"less_than": 0}, {"at_least": 1}, {"more_than": 0.5}))
    made: Fact = {"indicator": "mark_change", "min_subjects": chance.choice((1, 2))}
    return made | some_results(chance) | recent(chance) | limit


def some_results(chance: random.Random) -> Fact:
    some = chance.random() < 0.4
    return {"assessments": chance.sample([*ASSESSMENTS], 2)} if some else {}


def recent(chance: random.Random) -> Fact:
    return {"days": chance.choice(DAYS[1:])} if chance.random() < 0.4 else {}


def score(chance: random.Random, measure: str) -> Fact:
    made: Fact = {"indicator": "score", "name": chance.choice(SCORES), "measure": measure}
    if measure in ("from_mean", "percentile"):
        made["among"] = chance.choice(("class", "school", "level"))
    limits: dict[str, tuple[float, ...]] = {
        "value": (20, 25, 4),
        "change": (0, -4.9, 0.6),
        "from_mean": (0, -5, 5),
        "percentile": (0.1, 0.2, 0.5),
    }
    compare = chance.choice(("at_least", "more_than", "at_most", "less_than"))
    return made | recent(chance) | {compare: chance.choice(limits[measure])}


def event_count(chance: random.Random, measure: str) -> Fact:
    made: Fact = {"indicator": "event_count", "name": chance.choice(EVENTS), "measure": measure}
    if measure == "change" or chance.random() < 0.6:
        made["weeks"] = chance.choice(WEEKS[1:])
    if measure == "from_mean":
        made["among"] = chance.choice(("class", "school", "level"))
    return made | {chance.choice(("at_least", "more_than")): chance.choice((0.5, 1))}


def enrolment_changes(chance: random.Random, what: str) -> Fact:
    return {"indicator": "enrolment_changes", "what": what, "days": chance.choice(DAYS[1:]), "at_least": 1}
