"""What readers hand over: some thousand rows as columns of text, and the rows that are no rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

# Columns of the quarantine file, beside those of the source.
LINE, COLUMN, REASON, SOURCE, REST = "_line", "_column", "_reason", "_source", "_rest"
RESERVED = (LINE, COLUMN, REASON, SOURCE, REST)


@dataclass(frozen=True)
class BadRow:
    """A row in quarantine: the cells as they were, each problem with the columns where it lies."""

    line: int
    cells: Sequence[str]
    problems: tuple[tuple[str, str], ...]  # (columns, reason)
    rest: str = ""


@dataclass(frozen=True)
class Correction:
    """A row of a corrected quarantine file: cells by column.

    ``confirmed``: its reason was cleared, so that it counts even when the cells are unchanged.
    """

    cells: Mapping[str, str]
    rest: str
    confirmed: bool


Corrections = Mapping[int, Correction]


class Rows(Sequence[Sequence[str]]):
    """The cells of each row; made only for those that are asked for."""

    def __init__(self, columns: list[pa.Array]) -> None:
        self._columns = columns

    def __len__(self) -> int:
        return len(self._columns[0]) if self._columns else 0

    def __getitem__(self, index: int) -> list[str]:  # type: ignore[override]
        return [column[index].as_py() or "" for column in self._columns]


@dataclass(frozen=True)
class Batch:
    """Rows in the order of the file. ``columns`` are the needed ones; ``rows[i]`` all cells of a row."""

    lines: Sequence[int]
    columns: dict[str, pa.Array]
    rows: Sequence[Sequence[str]]
    bad: list[BadRow] = field(default_factory=list)


def readable(cell: str) -> str:
    """The cell as text that any editor can show: bytes that are no text, and NUL, written as \\xHH."""
    if cell.isascii() and "\0" not in cell:
        return cell
    shown = cell.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return shown.replace("\0", "\\x00")
