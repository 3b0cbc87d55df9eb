"""The pupils, groups, schools and timetables of the made-up county."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from tettpaa.facts.schema import ABSENCE_KINDS

LESSON = 45  # minutes
LESSONS_A_DAY = 6
A_GROUP = 28  # pupils, about
LEVELS = ("lower_secondary", "vg1", "vg2", "vg3")
KINDS_OF_ABSENCE = tuple(ABSENCE_KINDS)
CORE = ("norwegian", "english", "mathematics")
SUBJECTS = CORE + tuple(f"subject_{n:02d}" for n in range(1, 25))
BEGIN, END = date(2025, 8, 18), date(2026, 6, 21)
HOLIDAYS = (
    (date(2025, 9, 29), date(2025, 10, 5)),
    (date(2025, 12, 22), date(2026, 1, 4)),
    (date(2026, 2, 23), date(2026, 3, 1)),
    (date(2026, 3, 30), date(2026, 4, 6)),
)


def days_of_teaching() -> list[date]:
    days = (BEGIN + timedelta(days=n) for n in range((END - BEGIN).days + 1))
    return [d for d in days if d.weekday() < 5 and not any(a <= d <= b for a, b in HOLIDAYS)]


def mondays_of_teaching() -> list[date]:
    return sorted({d - timedelta(days=d.weekday()) for d in days_of_teaching()})


def key_column(keys: np.ndarray) -> pa.Array:
    """Keys as rows of 16 bytes, to a column of uuid."""
    storage = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(16), len(keys), [None, pa.py_buffer(keys.tobytes())]
    )
    return pa.ExtensionArray.from_storage(pa.uuid(), storage)


@dataclass(frozen=True)
class Groups:
    """By the group's number: school, level and programme as numbers, and lessons as subject numbers."""

    school: np.ndarray
    level: np.ndarray
    programme: np.ndarray
    registers_days: np.ndarray
    timetable: np.ndarray  # group, weekday, lesson

    @classmethod
    def draw(cls, n: int, rng: np.random.Generator) -> "Groups":
        """Four in ten are in lower secondary; a school has about 24 groups, all of one stage."""
        school = np.arange(n) // 24
        lower = (rng.random(school[-1] + 1) < 0.4)[school]
        level = np.where(lower, 0, 1 + np.arange(n) % 3)
        timetable = np.stack([_week(rng) for _ in range(n)])
        programme = np.where(lower, -1, np.arange(n) // 3 % 8)
        return cls(school, level, programme, lower & (school % 2 == 0), timetable)

    def __len__(self) -> int:
        return len(self.school)

    def name(self, group: int) -> str:
        return f"{LEVELS[self.level[group]][-1]}{chr(65 + group % 24)}"


def _week(rng: np.random.Generator) -> np.ndarray:
    """Thirty lessons in eight to twelve subjects, each at least one lesson."""
    some = rng.choice(np.arange(len(CORE), len(SUBJECTS)), rng.integers(5, 10), replace=False)
    mine = np.concatenate([np.arange(len(CORE)), some])
    more = rng.choice(mine, 5 * LESSONS_A_DAY - len(mine))
    lessons = rng.permutation(np.concatenate([mine, more])).astype(np.int16)
    return lessons.reshape(5, LESSONS_A_DAY)


@dataclass(frozen=True)
class Pupils:
    """``moves``: first day in ``later`` group (far future if never); ``leaves``: first day gone."""

    keys: np.ndarray
    groups: Groups
    group: np.ndarray
    later: np.ndarray
    moves: np.ndarray
    leaves: np.ndarray
    strength: np.ndarray  # about 0 ± 1: how well school goes
    choice_rank: np.ndarray

    @classmethod
    def draw(cls, n: int, seed: int) -> "Pupils":
        rng = np.random.default_rng(seed)
        groups = Groups.draw(-(-n // A_GROUP), rng)
        keys = np.frombuffer(rng.bytes(16 * n), dtype=np.uint8).reshape(n, 16).copy()
        keys[:, 6] = keys[:, 6] & 0x0F | 0x80  # version and variant of a uuid that is a hash
        keys[:, 8] = keys[:, 8] & 0x3F | 0x80
        group = np.arange(n) // A_GROUP
        never = np.datetime64("2100-01-01")
        some_day = np.datetime64(BEGIN) + rng.integers(10, 250, n)
        moves = np.where(rng.random(n) < 0.04, some_day, never)
        leaves = np.where((rng.random(n) < 0.015) & (moves == never), some_day, never)
        later = np.where(moves < never, _elsewhere(group, groups, rng), group)
        rank = rng.choice([1, 2, 3], n, p=[0.78, 0.16, 0.06])
        return cls(keys, groups, group, later, moves, leaves, rng.normal(size=n), rank)

    def __len__(self) -> int:
        return len(self.keys)

    def group_on(self, day: date) -> np.ndarray:
        return np.where(np.datetime64(day) < self.moves, self.group, self.later)

    def enrolled(self, day: date) -> np.ndarray:
        return np.datetime64(day) < self.leaves


def _elsewhere(group: np.ndarray, groups: Groups, rng: np.random.Generator) -> np.ndarray:
    """Another group on the same level, half of the times at another school."""
    near = group + np.where(rng.random(len(group)) < 0.5, 3, 24 * rng.integers(1, 9, len(group)))
    near %= len(groups)
    return np.where(groups.level[near] == groups.level[group], near, group)
