"""Rows that can't be used, into the table where they are corrected; and the unit that each is about."""

import gzip
import hashlib
import json
import re
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tettpaa.facts.run import Plan, read
from tettpaa.intake.models import ImportBatch, JoinedSource, QuarantineRow, RowState
from tettpaa.kit.errors import InputError
from tettpaa.kit.identity import IdentityNumber
from tettpaa.organisations.models import Unit
from tettpaa.pathway.keys import key_of
from tettpaa.pathway.models import Enrolment, PersonKey

_NUMBER = re.compile(r"[0-9]{9}")
_CHUNK = 2000


@dataclass(frozen=True)
class Refused:
    """A row of a source as it was, where the problem lies, and why; ``reason`` holds no value of it."""

    source: str
    file: str
    line: int
    columns: str
    reason: str
    values: dict[str, str]

    @property
    def digest(self) -> str:
        text = json.dumps([self.source, self.reason, sorted(self.values.items())])
        return hashlib.sha256(text.encode()).hexdigest()


def store(batch: ImportBatch, refused: Iterable[Refused]) -> Counter[str]:
    """Keep the rows that don't wait already; returns how many are new, by source."""
    found = {row.digest: row for row in refused}
    waiting = set(
        QuarantineRow.objects.filter(digest__in=list(found))
        .exclude(state=RowState.DONE)
        .values_list("digest", flat=True)
    )
    new = [row for digest, row in found.items() if digest not in waiting]
    about = _Units(batch.unit_id)
    for start in range(0, len(new), _CHUNK):
        part = new[start : start + _CHUNK]
        places = about.of([row.values for row in part])
        QuarantineRow.objects.bulk_create(
            QuarantineRow(
                id=uuid.uuid4(), batch=batch, unit_id=unit, source=row.source, file=row.file, line=row.line,
                columns=row.columns, reason=row.reason, values=row.values, digest=row.digest,
            )
            for row, unit in zip(part, places, strict=True)
        )  # fmt: skip
    return Counter(row.source for row in new)


class _Units:
    """The unit that a row names by its number, or where a young person that it names goes; else the default."""

    def __init__(self, default: uuid.UUID | None) -> None:
        self.default = default
        self.units = dict(Unit.objects.exclude(number=None).values_list("number", "id"))

    def of(self, rows: list[dict[str, str]]) -> list[uuid.UUID | None]:
        keys = [self._keys(values) for values in rows]
        persons = dict(
            PersonKey.objects.filter(key__in={key for found in keys for key in found}).values_list(
                "key", "person_id"
            )
        )
        latest = Enrolment.objects.filter(person_id__in=set(persons.values())).order_by("person_id", "first")
        goes = dict(latest.values_list("person_id", "unit_id"))
        return [
            self._named(values) or self._goes(found, persons, goes)
            for values, found in zip(rows, keys, strict=True)
        ]

    def _named(self, values: dict[str, str]) -> uuid.UUID | None:
        numbers = (cell for cell in values.values() if _NUMBER.fullmatch(cell or ""))
        return next((self.units[number] for number in numbers if number in self.units), None)

    def _keys(self, values: dict[str, str]) -> list[uuid.UUID]:
        keys = []
        for cell in values.values():
            if len(cell or "") >= 11 and cell.strip()[:1].isdigit():
                try:
                    keys.append(key_of(IdentityNumber.parse(cell)))
                except InputError:
                    continue
        return keys

    def _goes(self, keys, persons, goes) -> uuid.UUID | None:
        return next((goes[persons[key]] for key in keys if persons.get(key) in goes), self.default)


def bad_rows(plan: Plan, bad: Iterable[tuple[int, object]]) -> list[Refused]:
    """What the reader and the mapping refused."""
    found = []
    for number, row in bad:
        file = plan.files[number]
        columns = dict.fromkeys(columns for columns, _ in row.problems if columns)
        reasons = dict.fromkeys(reason for _, reason in row.problems)
        values = dict(zip(plan.headers[file.path], row.cells, strict=False))
        found.append(
            Refused(
                file.source.name, file.path.name, row.line, "; ".join(columns), "; ".join(reasons), values
            )
        )
    return found


def unmatched(plan: Plan, where: Iterable[tuple[int, int, str]]) -> list[Refused]:
    """What the enrolments refused, as (file, line, reason); the files are read again for the cells."""
    wanted: dict[int, dict[int, list[str]]] = {}
    for number, line, reason in where:
        reasons = wanted.setdefault(number, {}).setdefault(line, [])
        if reason not in reasons:
            reasons.append(reason)
    found = []
    for number, lines in wanted.items():
        file = plan.files[number]
        header = plan.headers[file.path]
        for batch in read(plan, file, {}):
            for position, line in enumerate(batch.lines):
                if line in lines:
                    values = dict(zip(header, batch.rows[position], strict=False))
                    found.append(
                        Refused(file.source.name, file.path.name, line, "", "; ".join(lines[line]), values)
                    )
    return found


def keep_joined(batch: ImportBatch, plan: Plan, sources: set[str]) -> None:
    """Keep the files that those sources are joined to, so that their rows can be run again alone."""
    joined = {join.source for fact in plan.mapping.facts if fact.source in sources for join in fact.joins}
    for file in plan.files:
        if file.source.name in joined:
            JoinedSource.objects.create(
                id=uuid.uuid4(),
                batch=batch,
                file=file.path.name,
                content=gzip.compress(file.path.read_bytes(), mtime=0),
            )
