"""Classes, who is in which, and their timetables."""

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import ceil

from tettpaa.demo.calendar import Calendar, calendar
from tettpaa.demo.people import APPRENTICE, Person, Segment
from tettpaa.demo.settings import figures, programme, table
from tettpaa.demo.units import Unit

LESSON = 45  # minutes
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Week = tuple[tuple[str, ...], ...]  # the subject of each lesson, Monday to Friday


@dataclass(frozen=True)
class Group:
    """A class of a school year. ``id`` as in ``groups.csv``."""

    id: str
    unit: Unit
    code: str
    level: str
    programme: str
    year: int
    week: Week
    annual: dict[str, int]  # minutes of the school year, by subject

    @property
    def calendar(self) -> Calendar:
        return calendar(self.year, self.unit.late)


def make_groups(seed: int, people: Iterable[Person]) -> dict[str, Group]:
    """The classes by id; each segment gets its ``group``, apprentices none."""
    buckets: dict[tuple[str, int, str, str], list[Segment]] = defaultdict(list)
    for person in people:
        for segment in person.segments:
            if segment.level != APPRENTICE:
                key = (segment.unit.number, segment.year, segment.level, segment.programme)
                buckets[key].append(segment)
    groups: dict[str, Group] = {}
    for segments in buckets.values():
        letters = _LETTERS[: _parallel(segments)]
        for n, segment in enumerate(segments):
            segment.letter = segment.letter or letters[n % len(letters)]
            code = f"{segment.level[-1 if segment.is_upper else 0 :]}{segment.programme}{segment.letter}"
            segment.group = f"{segment.unit.number}-{segment.year}-{code}"
            if segment.group not in groups:
                groups[segment.group] = _group(seed, segment, code)
    return groups


def _parallel(segments: list[Segment]) -> int:
    """Number of parallel classes."""
    first = segments[0]
    planned = dict(first.unit.classes).get(first.programme)
    return planned or max(1, ceil(len(segments) / figures("size")["class_lower"]))


def _group(seed: int, segment: Segment, code: str) -> Group:
    week = timetable(seed, segment.group, _lessons(segment.level, segment.programme))
    days = calendar(segment.year, segment.unit.late).days
    taught = Counter((day - 1) % 7 for day in days)
    annual: Counter[str] = Counter()
    for weekday, subjects in enumerate(week):
        for subject in subjects:
            annual[subject] += LESSON * taught[weekday]
    return Group(
        segment.group, segment.unit, code, segment.level, segment.programme, segment.year, week, dict(annual)
    )


def _lessons(level: str, letters: str) -> str:
    return f"{programme(letters)['track']}_{level.lower()}" if letters else "lower"


def timetable(seed: int, group: str, lessons: str) -> Week:
    """The week of a class: double lessons, shuffled."""
    rng = random.Random(f"{seed}/{group}")  # noqa: S311
    blocks = list(_blocks(lessons))
    rng.shuffle(blocks)
    flat = [subject for block in blocks for subject in block]
    size, longer = divmod(len(flat), 5)
    ends = [0]
    for day in range(5):
        ends.append(ends[-1] + size + (day < longer))
    return tuple(tuple(flat[a:b]) for a, b in itertools.pairwise(ends))


@cache
def _blocks(lessons: str) -> tuple[tuple[str, ...], ...]:
    counts = table("county")["lessons"][lessons].items()
    return tuple((s,) * min(2, count - done) for s, count in counts for done in range(0, count, 2))
