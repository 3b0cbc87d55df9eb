"""Parquet as if it were text: the same batches of texts, whose line is the row's number (1 is the first)."""

import os
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from tettpaa.facts.batches import Batch, Corrections, Rows
from tettpaa.facts.sources import Progress, SourceFile
from tettpaa.kit.errors import InputError

ROWS = 50_000  # that are read at once


def header(file: SourceFile) -> list[str]:
    """The columns that can be read as text; nested ones cannot."""
    schema = _open(file).schema_arrow
    names = [field.name for field in schema if _is_plain(field.type)]
    for name in names:
        if names.count(name) > 1:
            raise file.error("stands twice in the schema", "give each column its own name", column=name)
    if not names:
        raise file.error("has no plain columns", "export it as a flat table")
    return names


def read(
    file: SourceFile,
    needed: Sequence[str],
    corrections: Corrections,
    progress: Progress | None = None,
    size: int = ROWS,
) -> Iterator[Batch]:
    """The rows in batches; ``progress`` gets the share of the rows read, as bytes of the file."""
    parquet = _open(file)
    names = header(file)
    total = max(1, parquet.metadata.num_rows)
    first = 1
    batches = parquet.iter_batches(batch_size=size, columns=names)
    while True:
        try:
            batch = next(batches, None)
            if batch is None:
                return
            table = {name: batch.column(name).cast(pa.string()) for name in names}
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(file, error) from None
        lines = range(first, first + batch.num_rows)
        first += batch.num_rows
        for line in sorted(corrections.keys() & set(lines)):
            _correct(table, line - lines[0], dict(corrections[line].cells))
        yield Batch(lines, {name: table[name] for name in needed}, Rows(list(table.values())))
        if progress:
            progress(file.size * (first - 1) // total)


def _correct(table: dict[str, pa.Array], position: int, cells: dict[str, str]) -> None:
    for name, column in table.items():
        cell = pa.array([cells[name] or None], pa.string())
        table[name] = pa.concat_arrays([column[:position], cell, column[position + 1 :]])


def _open(file: SourceFile) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(file.path)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(file, error) from None


def _unreadable(file: SourceFile, error: Exception) -> InputError:
    """The error of the disk, or of the bytes; only its first sentence, as the rest may hold values."""
    if isinstance(error, OSError) and error.errno:
        return file.error(
            f"cannot be read: {os.strerror(error.errno)}", "check that it is there, and its rights"
        )
    brief = str(error).split("\n")[0].split(". ")[0][:120]
    return file.error(f"cannot be read as Parquet: {brief}", "export it again")


def _is_plain(kind: pa.DataType) -> bool:
    try:
        pa.array([], kind).cast(pa.string())
    except (pa.ArrowException, TypeError):
        return False
    return not pa.types.is_nested(kind)
