"""All facts of the made-up county but absence."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.pupils import BEGIN, LESSON, LEVELS, SUBJECTS, Pupils, key_column, mondays_of_teaching
from tettpaa.facts.schema import KINDS

Columns = dict[str, Any]


def write_other_facts(pupils: Pupils, folder: Path, as_of: date) -> None:
    rng = np.random.default_rng(len(pupils))
    tables = {
        "enrolment": [_enrolments(pupils)],
        "schedule": [_schedule(pupils)],
        "result": [*_results(pupils, rng), *_order_and_conduct(pupils, rng)],
        "score": [*_scores(pupils, rng)],
        "event": [_warnings(pupils, rng, as_of)],
        "tag": [_tags(pupils, rng)],
        "outcome": [_outcomes(pupils, rng)],
    }
    for kind, parts in tables.items():
        table = pa.concat_tables(_table(kind, columns) for columns in parts)
        pq.write_table(table, folder / f"{kind}.parquet", compression="zstd", row_group_size=200_000)


def _table(kind: str, columns: Columns) -> pa.Table:
    """All columns of the kind, those not given being null or, for known_from, the day it happened."""
    schema = KINDS[kind].arrow
    rows = len(columns["value"] if "value" in columns else columns["happened"])
    given = {"known_from": columns.get("happened"), **columns}
    arrays = []
    for field in schema:
        column = given.get(field.name)
        if column is None:
            column = pa.nulls(rows, field.type)
        elif field.name == "person":
            column = key_column(column)
        elif isinstance(column, np.ndarray) and column.dtype.kind == "M":
            column = pa.array(column.astype("datetime64[D]"))
        arrays.append(column if isinstance(column, pa.Array) else pa.array(column, field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _names(values: tuple[str, ...] | list[str], index: np.ndarray) -> pa.Array:
    return pa.array(values).take(pa.array(index, mask=index < 0))


def _all_of(value: str, n: int) -> pa.Array:
    return pa.repeat(value, n)


def _days(day: date, n: int) -> np.ndarray:
    return np.full(n, np.datetime64(day))


def _enrolments(pupils: Pupils) -> Columns:
    n, never = len(pupils), np.datetime64("2100-01-01")
    moved = np.flatnonzero((pupils.moves < never) & (pupils.later != pupils.group))
    group = np.concatenate([pupils.group, pupils.later[moved]])
    who = np.concatenate([np.arange(n), moved])
    happened = np.concatenate([_days(BEGIN, n), pupils.moves[moved]])
    stays = pupils.later == pupils.group
    ended = np.concatenate([np.where(stays, pupils.leaves, pupils.moves), pupils.leaves[moved]])
    groups = pupils.groups
    ended = np.where(ended < never, ended, np.datetime64("NaT"))
    upper = groups.level[group] > 0
    return {
        "person": pupils.keys[who],
        "happened": happened,
        "ended": ended,
        "school": _names([f"9740{n:05d}" for n in range(groups.school[-1] + 1)], groups.school[group]),
        "group": _names([groups.name(g) for g in range(len(groups))], group),
        "level": _names(LEVELS, groups.level[group]),
        "programme": _names([f"PROGR{n}----" for n in range(8)], groups.programme[group]),
        "choice_rank": pa.array(pupils.choice_rank[who].astype(np.int32), mask=~upper),
    }


def _schedule(pupils: Pupils) -> Columns:
    """A row for each group, subject and week of teaching."""
    groups = pupils.groups
    count = np.zeros((len(groups), len(SUBJECTS)), dtype=np.int32)
    for weekday in range(groups.timetable.shape[1]):
        for lesson in range(groups.timetable.shape[2]):
            count[np.arange(len(groups)), groups.timetable[:, weekday, lesson]] += 1
    mondays = mondays_of_teaching()
    group, subject = np.nonzero(count)
    minutes = np.tile(count[group, subject] * float(LESSON), len(mondays))
    group, subject = np.tile(group, len(mondays)), np.tile(subject, len(mondays))
    week = np.repeat(np.array(mondays, dtype="datetime64[D]"), len(minutes) // len(mondays))
    return {
        "school": _names([f"9740{n:05d}" for n in range(groups.school[-1] + 1)], groups.school[group]),
        "group": _names([groups.name(g) for g in range(len(groups))], group),
        "subject": _names(SUBJECTS, subject),
        "happened": week,
        "minutes": minutes,
        "known_from": _days(date(2025, 8, 1), len(week)),
    }


def _results(pupils: Pupils, rng: np.random.Generator) -> list[Columns]:
    """Marks in each subject at two half-years, finals between them, and a few exams."""
    taken = [np.unique(week) for week in pupils.groups.timetable]
    subject = np.concatenate([taken[g] for g in pupils.group])
    who = np.repeat(np.arange(len(pupils)), [len(taken[g]) for g in pupils.group])
    times = [
        (date(2025, 1, 16), "half_year", np.ones(len(who), dtype=bool)),
        (date(2025, 6, 16), "final", np.ones(len(who), dtype=bool)),
        (date(2025, 6, 18), "exam", rng.random(len(who)) < 0.06),
        (date(2026, 1, 15), "half_year", np.ones(len(who), dtype=bool)),
    ]
    return [_marks(pupils, rng, who[sat], subject[sat], day, kind) for day, kind, sat in times]


def _marks(
    pupils: Pupils, rng: np.random.Generator, who: np.ndarray, subject: np.ndarray, day: date, kind: str
) -> Columns:
    raw = 4.0 + 0.9 * pupils.strength[who] + rng.normal(0, 0.9, len(who))
    mark = np.clip(np.rint(raw), 1, 6).astype(np.int64) - 1
    mark = np.where(rng.random(len(who)) < np.where(raw < 1.8, 0.3, 0.004), 6, mark)
    mark = np.where(rng.random(len(who)) < 0.01, 7, mark)
    return {
        "person": pupils.keys[who],
        "happened": _days(day, len(who)),
        "subject": _names(SUBJECTS, subject),
        "mark": _names(["1", "2", "3", "4", "5", "6", "IV", "exempt"], mark),
        "assessment": _all_of(kind, len(who)),
    }


def _order_and_conduct(pupils: Pupils, rng: np.random.Generator) -> list[Columns]:
    n = len(pupils)
    parts = []
    for day, kind in ((date(2025, 6, 16), "final"), (date(2026, 1, 15), "half_year")):
        for subject, worse in (("order", 0.12), ("conduct", 0.05)):
            draw = rng.random(n) * np.exp(0.5 * pupils.strength)
            mark = np.where(draw < worse / 6, 2, np.where(draw < worse, 1, 0))
            parts.append(
                {
                    "person": pupils.keys,
                    "happened": _days(day, n),
                    "subject": _all_of(subject, n),
                    "mark": _names(["G", "Ng", "Lg"], mark),
                    "assessment": _all_of(kind, n),
                }
            )
    return parts


def _scores(pupils: Pupils, rng: np.random.Generator) -> list[Columns]:
    n = len(pupils)
    average = np.clip(4.1 + 0.8 * pupils.strength + rng.normal(0, 0.2, n), 1, 6).round(2)
    has_points = np.flatnonzero((pupils.groups.level[pupils.group] > 0) & (rng.random(n) < 0.96))
    parts = [_score(pupils, np.arange(n), date(2025, 6, 20), "grade_average", average)]
    parts.append(
        _score(pupils, has_points, date(2025, 6, 20), "grade_points", (average * 10)[has_points].round(1))
    )
    for day in (date(2025, 10, 20), date(2026, 3, 9)):
        answered = np.flatnonzero(rng.random(n) < 0.7)
        value = np.clip(
            np.rint(3.9 + 0.4 * pupils.strength[answered] + rng.normal(0, 0.8, len(answered))), 1, 5
        )
        parts.append(_score(pupils, answered, day, "well_being", value))
    return parts


def _score(pupils: Pupils, who: np.ndarray, day: date, name: str, value: np.ndarray) -> Columns:
    n = len(who)
    return {"person": pupils.keys[who], "happened": _days(day, n), "name": _all_of(name, n), "value": value}


def _warnings(pupils: Pupils, rng: np.random.Generator, as_of: date) -> Columns:
    who = np.flatnonzero(rng.random(len(pupils)) < 0.12 * np.exp(-0.6 * pupils.strength))
    who = np.sort(np.concatenate([who, rng.choice(who, len(who) // 2)]))
    day = np.datetime64(BEGIN) + rng.integers(20, (as_of - BEGIN + timedelta(days=1)).days, len(who))
    subject = _names(SUBJECTS, rng.integers(0, len(SUBJECTS), len(who)))
    name = _all_of("warning_9_7", len(who))
    return {"person": pupils.keys[who], "happened": day, "name": name, "subject": subject}


def _tags(pupils: Pupils, rng: np.random.Generator) -> Columns:
    n = len(pupils)
    sex = _names(["girl", "boy"], rng.integers(0, 2, n))
    return {"person": pupils.keys, "happened": _days(BEGIN, n), "name": _all_of("sex", n), "value": sex}


def _outcomes(pupils: Pupils, rng: np.random.Generator) -> Columns:
    n = len(pupils)
    value = (pupils.strength + rng.normal(0, 1, n) < -2).astype(np.float64)
    known = _days(date(2026, 9, 1), n)
    return {
        "person": pupils.keys,
        "happened": np.where(value > 0, np.datetime64("2026-06-10"), np.datetime64("NaT")),
        "name": _all_of("dropped_out", n),
        "value": value,
        "known_from": known,
    }
