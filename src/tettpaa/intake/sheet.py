"""One CSV file of the register: its header checked strictly, its rows read one by one."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from tettpaa.facts.keys import Keyring
from tettpaa.intake.kinds import COLUMNS, OPTIONAL
from tettpaa.intake.quarantine import Refused
from tettpaa.kit.errors import InputError
from tettpaa.kit.identity import IdentityNumber
from tettpaa.kit.tomlfile import did_you_mean

T = TypeVar("T")


class Unusable(Exception):
    """The row can't be used; ``column`` and ``reason`` go to quarantine."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


@dataclass
class Sheet:
    """The rows of a file by column. ``refused`` gathers those that can't be used.

    ``keyring`` makes the person keys of the school system, if a mapping told its namespace; ``log_ins`` are
    user names by identity number, of young people and guardians who shall have one.
    """

    path: Path
    rows: list[tuple[int, dict[str, str]]]
    keyring: Keyring | None = None
    log_ins: Mapping[str, str] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    ended: list[tuple[UUID, UUID]] = field(default_factory=list)

    def each(self, read: Callable[[dict[str, str]], T]) -> list[T]:
        """What ``read`` makes of each row; those that it finds unusable are set aside."""
        made = []
        for line, row in self.rows:
            try:
                made.append(read(row))
            except Unusable as problem:
                name = self.path.name
                self.refused.append(
                    Refused(f"register/{name}", name, line, problem.column, problem.reason, row)
                )
        return made


def read_sheet(path: Path) -> Sheet:
    """The file's rows; InputError if the file or its header can't be used."""
    text = _text(path)
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    wanted = COLUMNS[path.name].split()
    try:
        header = next(reader, [])
        _check_header(path, header, wanted)
        sheet, start = Sheet(path, []), reader.line_num + 1
        for cells in reader:
            if len(cells) == len(header):
                clean = (cell.strip() for cell in cells)
                lacking = dict.fromkeys(OPTIONAL.get(path.name, ()), "")
                sheet.rows.append((start, lacking | dict(zip(header, clean, strict=True))))
            elif cells:
                padded = dict(zip(header, [*cells, *[""] * len(header)], strict=False))
                reason = f"the row has {len(cells)} fields where the header has {len(header)}"
                sheet.refused.append(Refused(f"register/{path.name}", path.name, start, "", reason, padded))
            start = reader.line_num + 1
    except csv.Error:
        raise InputError(
            "has a quote that does not fit", file=path, line=reader.line_num, remedy="correct it"
        ) from None
    return sheet


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=path, remedy="check the file") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError("is not UTF-8", file=path, line=line, remedy="save it as CSV UTF-8") from None


def _check_header(path: Path, header: list[str], wanted: list[str]) -> None:
    for name in header:
        if name not in wanted or header.count(name) > 1:
            why = "stands twice in the header" if name in wanted else "is no column of this file"
            raise InputError(why, file=path, line=1, column=name, remedy=did_you_mean(name, wanted))
    needless = OPTIONAL.get(path.name, ())
    if lacking := [name for name in wanted if name not in header and name not in needless]:
        raise InputError(
            "the file lacks this column", file=path, line=1, column=lacking[0],
            remedy=f"the header is: {';'.join(wanted)}",
        )  # fmt: skip


def needed(row: dict[str, str], *columns: str) -> None:
    """Unusable if one of them is empty."""
    for column in columns:
        if not row[column]:
            raise Unusable(column, "is empty")


def day(row: dict[str, str], column: str) -> date | None:
    """A date such as 2026-08-17; None if the cell is empty."""
    if not row[column]:
        return None
    try:
        found = date.fromisoformat(row[column])
    except ValueError:
        raise Unusable(column, "is no date such as 2026-08-17") from None
    if not 1900 <= found.year < 2200:
        raise Unusable(column, "lies outside 1900-2199")
    return found


def span(row: dict[str, str]) -> tuple[date, date | None]:
    """``from`` and ``until``, both counted."""
    needed(row, "from")
    first, last = day(row, "from"), day(row, "until")
    if first is None or (last is not None and last < first):
        raise Unusable("until", "is before 'from'")
    return first, last


def known(row: dict[str, str], column: str, among: Mapping[str, T], what: str) -> T | None:
    """What the cell names; None if it is empty."""
    if not row[column]:
        return None
    if row[column] not in among:
        raise Unusable(column, f"there is no {what} with this number or code in the register")
    return among[row[column]]


def one_of(row: dict[str, str], column: str, codes: Iterator[str] | list[str]) -> str:
    listed = list(codes)
    if row[column] not in listed:
        raise Unusable(column, f"is none of {', '.join(listed)}")
    return row[column]


def number(row: dict[str, str], column: str) -> IdentityNumber:
    try:
        return IdentityNumber.parse(row[column])
    except InputError as error:
        raise Unusable(column, error.message) from None


def fits(row: dict[str, str], **longest: int) -> None:
    """Unusable if a cell is longer than its column may be."""
    for column, length in longest.items():
        if len(row[column]) > length:
            raise Unusable(column, f"is longer than {length} characters")
