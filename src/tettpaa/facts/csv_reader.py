"""Delimited text in batches, with exact line numbers; a bad row costs itself and no other.

Three ways that give the same rows, each as careful as the block of text at hand needs: without quotes, one
record a line, record by record.
"""

import csv
import gc
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from tettpaa.facts.batches import BadRow, Batch, Correction, Corrections, Rows, readable
from tettpaa.facts.csv_file import SURROGATES, Lines, opened, read_header
from tettpaa.facts.sources import Progress, SourceFile

BLOCK = 1 << 22  # characters that are read at once
_Problem = tuple[str, str]
_QUOTES: _Problem = ("", "a quote is not closed, or text follows a closing quote")


def read(
    file: SourceFile,
    needed: Sequence[str],
    corrections: Corrections,
    progress: Progress | None = None,
    size: int = BLOCK,
) -> Iterator[Batch]:
    """The rows in batches of about ``size`` characters; ``progress`` gets the position in bytes."""
    with opened(file) as (text, raw):
        lines = Lines(file, text)
        names = read_header(file, lines, csv.reader(lines, delimiter=file.source.delimiter, strict=True))
        while block := lines.block(size):
            plain = None if corrections else _plain(file, lines, names, needed, block)
            yield plain or _records(file, lines, names, needed, block, corrections)
            if progress:
                progress(raw.tell())


@dataclass
class _Records:
    """Records: the line where each starts, its cells, and by position why it is broken."""

    numbers: Sequence[int]
    rows: list[list[str]]
    broken: dict[int, _Problem] = field(default_factory=dict)


def _plain(
    file: SourceFile, lines: Lines, names: list[str], needed: Sequence[str], block: str
) -> Batch | None:
    """The block at full speed, if it holds neither quotes nor anything wrong; else None."""
    physical = io.StringIO(block, newline="").readlines()
    if max(map(len, physical)) > csv.field_size_limit():
        return None
    told_apart = len(names) > 1 and file.source.delimiter.isascii()  # an empty line from an empty cell
    if not told_apart or '"' in block or "\0" in block or block.startswith("\ufeff"):
        return None
    try:
        table = pa_csv.read_csv(
            pa.BufferReader(block.encode()),
            pa_csv.ReadOptions(use_threads=False, column_names=names, block_size=len(block) * 4 + 1),
            pa_csv.ParseOptions(
                delimiter=file.source.delimiter,
                quote_char=False,
                double_quote=False,
                ignore_empty_lines=False,
            ),
            pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except (pa.ArrowInvalid, UnicodeEncodeError):
        return None
    columns = {name: table[name].combine_chunks() for name in names}
    # The same lines as those of the careful way: a lone carriage return ends one too.
    numbers = range(lines.number + 1, lines.number + 1 + table.num_rows)
    if table.num_rows != len(physical):
        return None
    lines.number += table.num_rows
    return Batch(numbers, {name: columns[name] for name in needed}, Rows(list(columns.values())))


def _records(
    file: SourceFile,
    lines: Lines,
    names: list[str],
    needed: Sequence[str],
    block: str,
    corrections: Corrections,
) -> Batch:
    """The block by way of csv.reader; corrected rows take the place of theirs."""
    lines.put_back(block)
    gc.disable()  # a hundred thousand short lists, none in a cycle
    try:
        records = _one_a_line(file, lines) or _careful(file, lines, len(names))
    finally:
        gc.enable()
    if corrections:
        _correct(names, records, corrections)
    return _batch(names, needed, records)


def _one_a_line(file: SourceFile, lines: Lines) -> _Records | None:
    """The waiting lines, if each of them is a record; else None."""
    try:
        rows = list(csv.reader(lines.waiting, delimiter=file.source.delimiter, strict=True))
    except csv.Error:
        return None
    if len(rows) != len(lines.waiting):
        return None
    numbers: Sequence[int] = range(lines.number + 1, lines.number + 1 + len(rows))
    lines.number += len(rows)
    lines.waiting.clear()
    if not all(rows):
        numbers = [number for number, row in zip(numbers, rows, strict=True) if row]
        rows = [row for row in rows if row]
    return _Records(numbers, rows)


def _careful(file: SourceFile, lines: Lines, width: int) -> _Records:
    """The waiting lines record by record, so that a stray quote costs one line."""
    numbers: list[int] = []
    records = _Records(numbers, [])
    reader = csv.reader(lines, delimiter=file.source.delimiter, strict=True)
    while lines.waiting:
        start = lines.number + 1
        lines.record.clear()
        try:
            row = next(reader)
        except csv.Error as error:
            row, records.broken[len(numbers)] = _broken(file, lines, start, error)
        # Several lines that do not fit: rather a stray quote than a text of lines.
        if len(row) != width and len(lines.record) > 1:
            row = _first_line(file, lines)
            records.broken[len(numbers)] = _QUOTES
        if row:
            numbers.append(start)
            records.rows.append(row)
    lines.record.clear()
    return records


def _broken(file: SourceFile, lines: Lines, start: int, error: csv.Error) -> tuple[list[str], _Problem]:
    """The cells of a record that csv.reader gave up; the lines after its first are read again."""
    if '"' not in "".join(lines.record):
        return _first_line(file, lines), ("", f"a cell is longer than {csv.field_size_limit()} characters")
    if "expected after" not in str(error):
        raise file.error(
            "a quote that opens here is never closed",
            "close it, or double the quote if it belongs to the text",
            start + _last_opening(lines.record, file.source.delimiter),
        )
    return _first_line(file, lines), _QUOTES


def _first_line(file: SourceFile, lines: Lines) -> list[str]:
    first = lines.keep_only_first().rstrip("\r\n")
    del lines.record[1:]
    return first.split(file.source.delimiter)


def _last_opening(record: list[str], delimiter: str) -> int:
    """In which line of a record that never ends its last quote opens, counted from 0."""
    inside, opened = False, 0
    before = delimiter
    for number, line in enumerate(record):
        for sign in line:
            if sign == '"':
                if not inside and before in (delimiter, "\n", "\r", '"'):
                    inside, opened = True, opened if before == '"' else number
                elif inside:
                    inside = False
            before = sign
    return opened


def _correct(names: list[str], records: _Records, corrections: Corrections) -> None:
    """Put the corrected rows in the place of those of the file."""
    for position, line in enumerate(records.numbers):
        found = corrections.get(line)
        if found and (found.confirmed or not _unchanged(names, records.rows[position], found)):
            cells = [found.cells[name] for name in names]
            records.rows[position] = cells + ([found.rest] if found.rest else [])
            records.broken.pop(position, None)


def _unchanged(names: list[str], row: list[str], correction: Correction) -> bool:
    cells, rest = padded(row, len(names))
    return rest == correction.rest and cells == [correction.cells[name] for name in names]


def padded(row: Sequence[str], width: int) -> tuple[list[str], str]:
    """The row as the quarantine file shows it: as many cells as columns, and the surplus as one text."""
    cells = [readable(cell) for cell in row]
    rest = ",".join(f'"{cell}"' if "," in cell else cell for cell in cells[width:])
    if len(cells) > width and not rest:
        rest = ","  # surplus cells that are all empty are a surplus still
    return cells[:width] + [""] * (width - len(cells)), rest


def _batch(names: list[str], needed: Sequence[str], records: _Records) -> Batch:
    numbers, rows, broken = records.numbers, records.rows, records.broken
    width = len(names)
    if set(map(len, rows)) != {width}:
        for position in [i for i, row in enumerate(rows) if len(row) != width]:
            found = len(rows[position])
            broken.setdefault(position, ("", f"the row has {found} fields where the header has {width}"))
    columns = None if broken else _columns(names, needed, rows)
    if columns is not None:
        return Batch(numbers, columns, rows)
    positions = [(names.index(name), name) for name in needed]
    for position, row in enumerate(rows):
        problem = None if position in broken else _unreadable(row, positions)
        if problem:
            broken[position] = problem
    good = [i for i in range(len(rows)) if i not in broken]
    bad = [BadRow(numbers[i], *_bad(rows[i], width, broken[i])) for i in sorted(broken)]
    rows = [rows[i] for i in good]
    return Batch([numbers[i] for i in good], _columns(names, needed, rows) or {}, rows, bad)


def _bad(row: list[str], width: int, problem: _Problem) -> tuple[list[str], tuple[_Problem, ...], str]:
    cells, rest = padded(row, width)
    return cells, (problem,), rest


def _columns(names: list[str], needed: Sequence[str], rows: list[list[str]]) -> dict[str, pa.Array] | None:
    """The needed columns; None if one holds NUL or bytes that are no text."""
    columns = {}
    for name in needed:
        position = names.index(name)
        try:
            column = pa.array([row[position] for row in rows], pa.string())
        except UnicodeEncodeError:
            return None
        if pc.any(pc.match_substring(column, "\0")).as_py():
            return None
        columns[name] = column
    return columns


def _unreadable(row: list[str], positions: list[tuple[int, str]]) -> _Problem | None:
    for position, name in positions:
        cell = row[position]
        if "\0" in cell:
            return name, "a cell holds the character NUL"
        if not cell.isascii() and SURROGATES.search(cell):
            return name, "a cell holds bytes that are not in the file's encoding"
    return None
