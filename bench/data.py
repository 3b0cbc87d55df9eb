"""A made-up county in fact files: the same seed gives the same bytes. Nobody in it exists.

A register has few with much absence and many with little, spells of illness, single lessons skipped,
Mondays and Fridays, one subject avoided, late entries and corrections, pupils who move and pupils who
leave. Its rows lie day by day and school by school, as a register exports them.
"""

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.other_facts import write_other_facts
from bench.pupils import (
    KINDS_OF_ABSENCE,
    LESSON,
    LESSONS_A_DAY,
    SUBJECTS,
    Pupils,
    days_of_teaching,
    key_column,
)
from tettpaa.facts.schema import KINDS

CACHE = Path("build/bench-data")
VERSION = 1  # of this generator: a change makes the cache new
AS_OF = date(2026, 5, 31)
ROWS_OF_ILLNESS = 0.238  # what the spells below give for each pupil and day, measured


@dataclass(frozen=True)
class County:
    """How many pupils, and about how many rows of absence from August to the as-of day."""

    pupils: int = 200_000
    absences: int = 30_000_000
    seed: int = 9


def facts(county: County) -> Path:
    """The county's fact folder, made at the first call."""
    folder = CACHE / f"v{VERSION}-{county.pupils}-{county.absences}-{county.seed}"
    if (folder / "facts.json").is_file():
        return folder
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    pupils = Pupils.draw(county.pupils, county.seed)
    write_other_facts(pupils, part, AS_OF)
    rows = Register(pupils, county).write(part / "absence.parquet")
    manifest = {"made_by": "bench", "absence_rows": rows, **asdict(county)}
    (part / "facts.json").write_text(json.dumps(manifest), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    return folder


def absence_rows(folder: Path) -> int:
    return int(pq.read_metadata(folder / "absence.parquet").num_rows)


class Register:
    """Draws the absence of all pupils, one day after the other."""

    def __init__(self, pupils: Pupils, county: County) -> None:
        self.pupils = pupils
        self.rng = np.random.default_rng(county.seed + 1)
        self.days = [d for d in days_of_teaching() if d <= AS_OF]
        n = len(pupils)
        rows_a_day = county.absences / county.pupils / len(self.days)
        self.ill = self.rng.gamma(0.5, 0.05, n)  # chance a day that a spell begins
        self.skips = max(rows_a_day - ROWS_OF_ILLNESS, 0) * self.rng.gamma(
            0.5, 2.0, n
        )  # single lessons a day
        weekday_type = self.rng.random(n) < 0.06
        self.by_weekday = np.where(
            weekday_type[:, None], [3.0, 0.3, 0.3, 0.3, 3.2], [1.15, 0.9, 0.9, 0.95, 1.1]
        )
        self.avoids = np.where(self.rng.random(n) < 0.04, self.rng.integers(0, len(SUBJECTS), n), -1)
        self.away = np.zeros(n, dtype=np.int16)  # days left of the spell
        self.ground = np.zeros(n, dtype=np.int8)

    def write(self, path: Path) -> int:
        rows = 0
        schema = KINDS["absence"].arrow
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            week: list[pa.Table] = []
            for nth, day in enumerate(self.days):
                week.append(self.of(day))
                if nth % 5 == 4 or day == self.days[-1]:
                    table = pa.concat_tables(week)
                    writer.write_table(table, row_group_size=200_000)
                    rows += table.num_rows
                    week.clear()
        return rows

    def of(self, day: date) -> pa.Table:
        """That day's rows, in the order of the pupils."""
        whole, single, often = self._who(day)
        parts = [self._whole_days(whole, day), self._lessons(single, often, day)]
        who, subject, minutes, ground = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.argsort(who, kind="stable")
        return self._table(day, who[order], subject[order], minutes[order], ground[order])

    def _who(self, day: date) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        n, rng = len(self.pupils), self.rng
        enrolled = self.pupils.enrolled(day)
        factor = self.by_weekday[:, day.weekday()]
        draw = rng.random(n)
        begins = (self.away == 0) & (draw < self.ill * factor)
        length = np.where(rng.random(n) < 0.55, 1, rng.geometric(0.35, n) + 1)
        self.away = np.where(begins, length, self.away).astype(np.int16)
        own_word, documented, other = length < 4, rng.random(n) < 0.3, rng.random(n) < 0.04
        ground = np.where(documented, 2, np.where(own_word, 1, 0))
        ground = np.where(other, 3, np.where(rng.random(n) < 0.15, 0, ground))
        self.ground = np.where(begins, ground, self.ground).astype(np.int8)
        whole = enrolled & (self.away > 0)
        often = np.minimum(rng.poisson(self.skips * factor), LESSONS_A_DAY)
        single = np.flatnonzero(enrolled & (self.away == 0) & (often > 0))
        self.away -= self.away > 0
        return np.flatnonzero(whole), single, often[single]

    def _whole_days(self, who: np.ndarray, day: date) -> tuple[np.ndarray, ...]:
        """One row without subject in schools that register days, else one for each lesson."""
        groups = self.pupils.group_on(day)
        by_day = self.pupils.groups.registers_days[groups[who]]
        days, lessons = who[by_day], who[~by_day]
        subjects = self.pupils.groups.timetable[groups[lessons], day.weekday()].ravel()
        each = np.repeat(lessons, LESSONS_A_DAY)
        return (
            np.concatenate([days, each]),
            np.concatenate([np.full(len(days), -1, dtype=np.int16), subjects]),
            np.concatenate([np.full(len(days), LESSON * LESSONS_A_DAY), np.full(len(each), LESSON)]),
            np.concatenate([self.ground[days], self.ground[each]]),
        )

    def _lessons(self, who: np.ndarray, often: np.ndarray, day: date) -> tuple[np.ndarray, ...]:
        """Single lessons: most of them late arrivals, some skipped; one subject, for those who avoid it."""
        n = len(who)
        lessons = self.pupils.groups.timetable[self.pupils.group_on(day)[who], day.weekday()]
        avoided = lessons == self.avoids[who][:, None]
        slot = np.where(avoided.any(axis=1), avoided.argmax(axis=1), self.rng.integers(0, LESSONS_A_DAY, n))
        row = np.repeat(np.arange(n), often)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(often) - often, often)
        slots = (slot[row] + nth) % LESSONS_A_DAY
        late = (self.rng.random(len(row)) < 0.8) & ~avoided[row, slots]
        minutes = np.where(late, self.rng.integers(3, 16, len(row)), LESSON)
        ground = self.rng.choice(4, len(row), p=[0.66, 0.16, 0.14, 0.04]).astype(np.int8)
        return who[row], lessons[row, slots], minutes, ground

    def _table(
        self, day: date, who: np.ndarray, subject: np.ndarray, minutes: np.ndarray, ground: np.ndarray
    ):
        n = len(who)
        number = (day - date(1970, 1, 1)).days
        late = np.where(self.rng.random(n) < 0.05, self.rng.integers(1, 6, n), 0)
        known_from = number + late
        corrected = self.rng.random(n) < 0.01
        known_until = known_from + self.rng.integers(2, 12, n)
        rows = np.concatenate([np.arange(n), np.flatnonzero(corrected)])
        again = np.arange(len(rows)) >= n
        closed = corrected[rows] & ~again
        columns = [
            key_column(self.pupils.keys[who[rows]]),
            pa.array(np.full(len(rows), number, dtype=np.int32)).cast(pa.date32()),
            self._subjects.take(pa.array(subject[rows], mask=subject[rows] < 0)),
            pa.array(minutes[rows].astype(np.float64)),
            self._grounds.take(pa.array(np.where(again, 2, ground[rows]))),
            pa.array(np.where(again, known_until[rows], known_from[rows]).astype(np.int32)).cast(pa.date32()),
            pa.array(known_until[rows].astype(np.int32), mask=~closed).cast(pa.date32()),
        ]
        return pa.Table.from_arrays(columns, schema=KINDS["absence"].arrow)

    @cached_property
    def _subjects(self) -> pa.Array:
        return pa.array(SUBJECTS)

    @cached_property
    def _grounds(self) -> pa.Array:
        return pa.array(KINDS_OF_ABSENCE)
