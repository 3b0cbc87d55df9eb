"""Opening a delimited text: what the file really is, its lines, its header."""

import csv
import gzip
import io
import re
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO, cast

from tettpaa.facts.sources import GZIP, SourceFile, readable_file, refuse_other_formats

LONGEST_LINE = 1 << 20  # characters
SURROGATES = re.compile("[\udc80-\udcff]")  # bytes that the encoding lacks
_DELIMITERS = {";": '";"', "\t": r'"\t"', ",": '","', "|": '"|"'}
_EXPORT_AGAIN = "export it again; a header line is the least it must hold"


class Lines:
    """The physical lines of a text; those of the record at hand are kept, to be read again."""

    def __init__(self, file: SourceFile, text: TextIO) -> None:
        self._file = file
        self._text = text
        self.waiting: deque[str] = deque()
        self.number = 0
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        """Line by line, for csv.reader; goes on past the block when a record does."""
        while True:
            line = self.waiting.popleft() if self.waiting else self._line()
            if not line:
                return
            self.number += 1
            self.record.append(line)
            yield line

    def block(self, size: int) -> str:
        """The next lines, about ``size`` characters; empty at the end."""
        return self._text.read(size) + self._line()

    def put_back(self, block: str) -> None:
        """Let the lines of a block wait, to be read one by one."""
        self.waiting.extend(io.StringIO(block, newline="").readlines())

    def keep_only_first(self) -> str:
        """Put all lines of the record but the first back, and return that."""
        self.waiting.extendleft(reversed(self.record[1:]))
        self.number -= len(self.record) - 1
        return self.record[0]

    def _line(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if len(line) == LONGEST_LINE:
            raise self._file.error("a line is longer than a million characters", "is it a text of lines?")
        return line


@contextmanager
def opened(file: SourceFile) -> Iterator[tuple[io.TextIOWrapper, BinaryIO]]:
    """The text, and the raw file below whose position shows the progress; no traceback from bad bytes."""
    with readable_file(file.path):
        try:
            with file.path.open("rb") as raw:
                text = _text(file, raw)
                yield text, raw
                text.detach()
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise file.error("the compressed data is damaged or breaks off", "fetch the file again") from None


def _text(file: SourceFile, raw: BinaryIO) -> io.TextIOWrapper:
    """The open file as text; InputError if its first bytes show that it is something else."""
    head = raw.read(4)
    raw.seek(0)
    if not head:
        raise file.error("is empty", _EXPORT_AGAIN)
    if file.gzipped and not head.startswith(GZIP):
        raise file.error("is not gzip, although its name ends in .gz", "rename it")
    data = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if file.gzipped else raw
    refuse_other_formats(file, data.read(4))
    data.seek(0)
    return io.TextIOWrapper(data, encoding=file.source.encoding, errors="surrogateescape", newline="")


def header(file: SourceFile) -> list[str]:
    """The names of the columns, checked."""
    with opened(file) as (text, _):
        lines = Lines(file, text)
        return read_header(file, lines, csv.reader(lines, delimiter=file.source.delimiter, strict=True))


def read_header(file: SourceFile, lines: Lines, reader: Iterator[list[str]]) -> list[str]:
    source = file.source
    stream = iter(lines)
    for _ in range(source.skip):
        next(stream, None)
    lines.record.clear()
    if source.columns:
        return list(source.columns)
    try:
        names = next(reader)
    except StopIteration:
        raise file.error("is empty", _EXPORT_AGAIN) from None
    except csv.Error:
        raise file.error("the header has a quote that is not closed", "correct it", lines.number) from None
    line = lines.number
    lines.record.clear()
    joined = "".join(names)
    if "\0" in joined:
        raise file.error("is not a text of lines and columns", "export it as CSV", line)
    if not joined.isascii() and SURROGATES.search(joined):
        raise file.error(
            f"the header is not in the encoding {source.encoding.removesuffix('-sig')}",
            f'set encoding = "latin-1" or "cp1252" in [source.{source.name}]',
            line,
        )
    _check_names(file, [name.strip(" ") for name in names], line)
    return [name.strip(" ") for name in names]


def _check_names(file: SourceFile, names: list[str], line: int) -> None:
    source = file.source
    others = [
        shown for sign, shown in _DELIMITERS.items() if sign != source.delimiter and sign in "".join(names)
    ]
    if len(names) == 1 and others:
        raise file.error(
            f"the header has one column with {others[0]} in it: the delimiter is wrong",
            f"set delimiter = {others[0]} in [source.{source.name}]",
            line,
        )
    if not names or not any(names):
        raise file.error("the line of the header is empty", "set skip to the lines before the header", line)
    if "" in names:
        raise file.error(
            f"column {names.index('') + 1} of the header has no name", "name it, or take the column out", line
        )
    for name in names:
        if names.count(name) > 1:
            raise file.error("stands twice in the header", "give each column its own name", line, name)
