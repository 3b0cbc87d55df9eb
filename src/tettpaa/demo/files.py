"""The files of the county: CSV with semicolons, and Parquet for what has millions of rows."""

import csv
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tettpaa.demo.absence import Register
from tettpaa.demo.classes import LESSON, Group

COLUMNS = {
    "register/units.csv": "number kind name parent controller municipality stages phone",
    "register/closures.csv": "unit from until name",
    "register/groups.csv": "id school code kind level programme school_year",
    "register/staff.csv": "id given_name family_name email phone",
    "register/memberships.csv": "staff_id unit group role from until",
    "register/people.csv": "identity_number given_name family_name phone email language",
    "register/guardians.csv": "person guardian given_name family_name relation phone email phone_verified_on",
    "school/pupils.csv": "identity_number sex municipality registered",
    "school/enrolments.csv": (
        "identity_number school group level programme choice from until left_on left_reason known"
    ),
    "school/results.csv": "identity_number subject mark assessment number date registered",
    "school/warnings.csv": "identity_number subject date registered",
    "school/outcomes.csv": "identity_number outcome date registered",
}
SCHEDULE = pa.schema(
    [
        ("school", pa.string()),
        ("group", pa.string()),
        ("subject", pa.string()),
        ("week", pa.date32()),
        ("minutes", pa.int32()),
    ]
)
ABSENCE = pa.schema(
    [
        ("identity_number", pa.string()),
        ("date", pa.date32()),
        ("subject", pa.string()),
        ("minutes", pa.int32()),
        ("ground", pa.string()),
        ("registered", pa.date32()),
    ]
)
_PARQUET = {"school/schedule.parquet": SCHEDULE, "school/absence.parquet": ABSENCE}
_EPOCH = date(1970, 1, 1).toordinal()


class Files:
    """All files open at once, each row written as it comes; ``rows`` counts them by file."""

    def __init__(self, folder: Path) -> None:
        self.rows: Counter[str] = Counter()
        self._open = ExitStack()
        for name in {path.split("/")[0] for path in (*COLUMNS, *_PARQUET)}:
            (folder / name).mkdir(parents=True)
        self._csv = {name: self._table(folder / name, columns) for name, columns in COLUMNS.items()}
        self._parquet = {
            name: self._open.enter_context(pq.ParquetWriter(folder / name, schema, compression="zstd"))
            for name, schema in _PARQUET.items()
        }

    def __enter__(self) -> "Files":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def write(self, name: str, rows: Iterable[Iterable[Any]]) -> None:
        """Append rows to a CSV file; None becomes an empty cell."""
        listed = list(rows)
        self.rows[name] += len(listed)
        self._csv[name].writerows(listed)

    def absence(self, register: Register) -> None:
        """Append the register as one row group."""
        columns = [
            pa.array(register.numbers, pa.string()),
            _dates(register.days),
            pa.array(register.subjects, pa.string()),
            pa.array(register.minutes, pa.int32()),
            pa.array(register.grounds, pa.string()),
            _dates(register.registered),
        ]
        self._append("school/absence.parquet", pa.Table.from_arrays(columns, schema=ABSENCE))

    def schedule(self, groups: Iterable[Group]) -> None:
        """Append the weeks of these groups' timetables, as one row group."""
        listed = list(groups)
        schools: list[str] = []
        ids: list[str] = []
        subjects: list[str] = []
        weeks: list[int] = []
        minutes: list[int] = []
        for group in listed:
            for monday, sums in _weeks(group):
                n = len(sums)
                schools += [group.unit.number] * n
                ids += [group.id] * n
                subjects += sums
                weeks += [monday] * n
                minutes += sums.values()
        columns = [
            pa.array(schools, pa.string()),
            pa.array(ids, pa.string()),
            pa.array(subjects, pa.string()),
            _dates(weeks),
            pa.array(minutes, pa.int32()),
        ]
        self._append("school/schedule.parquet", pa.Table.from_arrays(columns, schema=SCHEDULE))

    def _append(self, name: str, table: pa.Table) -> None:
        self.rows[name] += table.num_rows
        self._parquet[name].write_table(table)

    def _table(self, path: Path, columns: str) -> Any:
        file = self._open.enter_context(path.open("w", encoding="utf-8", newline=""))
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(columns.split())
        return writer


def _weeks(group: Group) -> list[tuple[int, dict[str, int]]]:
    """Minutes by subject for each week (the Monday's ordinal) that has teaching."""
    taught: dict[int, tuple[int, ...]] = {}
    for day in group.calendar.days:
        weekday = (day - 1) % 7
        taught[day - weekday] = (*taught.get(day - weekday, ()), weekday)
    alike: dict[tuple[int, ...], dict[str, int]] = {}
    for weekdays in taught.values():
        if weekdays not in alike:
            lessons = Counter(subject for weekday in weekdays for subject in group.week[weekday])
            alike[weekdays] = {subject: LESSON * n for subject, n in lessons.items()}
    return [(monday, alike[weekdays]) for monday, weekdays in taught.items()]


def _dates(ordinals: list[int]) -> pa.Array:
    days = pa.array(ordinals, pa.int32())
    return pc.subtract(days, pa.scalar(_EPOCH, pa.int32())).cast(pa.date32())
