"""Rows that are wrong: written beside the facts with the reason, and read back when corrected."""

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from tettpaa.facts.batches import (
    COLUMN,
    LINE,
    REASON,
    RESERVED,
    REST,
    SOURCE,
    BadRow,
    Correction,
)
from tettpaa.facts.sources import SourceFile, digest_of
from tettpaa.facts.store import MANIFEST
from tettpaa.facts.write import QUARANTINE
from tettpaa.kit.errors import InputError


class QuarantineWriter:
    """One CSV file per source file that has bad rows; made when the first of them comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / QUARANTINE
        self._folder.mkdir()
        self._names: set[str] = set()
        self._handle: IO[str] | None = None
        self._identity = ""
        self.reasons: Counter[str] = Counter()
        self.files: dict[str, dict[str, Any]] = {}  # by the name of the quarantine file

    def start(self, file: SourceFile, header: Sequence[str]) -> None:
        """What comes now is of that file."""
        self.end()
        self._file, self._header = file, header

    def add(self, rows: Sequence[BadRow]) -> None:
        if not rows:
            return
        if self._handle is None:
            self._open()
        for row in rows:
            reasons = dict.fromkeys(reason for _, reason in row.problems)
            columns = dict.fromkeys(columns for columns, _ in row.problems if columns)
            self._writer.writerow(
                [row.line, "; ".join(columns), "; ".join(reasons), self._file.identity, *row.cells, row.rest]
            )
            self.reasons.update(reasons.keys())
        self.files[self._name]["rows"] += len(rows)

    def end(self) -> None:
        """Close the file at hand and note its digest, by which a later edit is seen."""
        if self._handle:
            self._handle.close()
            self._handle = None
            path = self._folder / self._name
            self.files[self._name]["sha256"] = digest_of(path)

    def _open(self) -> None:
        stem = self._file.path.name.removesuffix(".gz")
        stem = stem.rpartition(".")[0] or stem
        self._name, number = f"{stem}.csv", 2
        while self._name.lower() in self._names:
            self._name, number = f"{stem}-{number}.csv", number + 1
        self._names.add(self._name.lower())
        self._handle = (self._folder / self._name).open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._handle, lineterminator="\n")
        self._writer.writerow([LINE, COLUMN, REASON, SOURCE, *self._header, REST])
        self.files[self._name] = {"source": self._file.path.name, "rows": 0}


def refuse_reserved(file: SourceFile, header: Sequence[str]) -> None:
    """InputError if a column, wherever it was named, is called as one that the quarantine file adds."""
    for name in header:
        if name in RESERVED:
            named = file.source.columns
            raise file.error(
                "is a name that the quarantine file uses",
                f"rename it in columns of [source.{file.source.name}]" if named else "rename the column",
                None if named or file.format == "parquet" else file.source.skip + 1,
                name,
            )


def refuse_edited(out: Path, manifest: dict[str, Any]) -> None:
    """InputError if a quarantine file in ``out`` was edited: replacing the folder would lose the work."""
    for name, entry in dict(manifest.get("quarantine", {})).items():
        path = out / QUARANTINE / name
        if path.is_file() and digest_of(path) != entry.get("sha256"):
            raise InputError(
                "has been edited, and would be replaced together with the facts",
                file=path,
                remedy=f"move it out of {out} and give it as --corrected",
            )


def read_corrections(
    paths: Sequence[Path], files: Sequence[SourceFile], headers: dict[Path, list[str]], out: Path
) -> dict[Path, dict[int, Correction]]:
    """The corrected rows by source file and line; of several for one line the last one counts."""
    by_identity = {file.identity: file for file in files}
    found: dict[Path, dict[int, Correction]] = {}
    for path in paths:
        if out.resolve() in path.resolve().parents:
            raise InputError(
                "lies in the folder that is replaced", file=path, remedy=f"move it out of {out} first"
            )
        for line, row in _rows(path):
            file = _source(path, line, row, by_identity)
            number, correction = _correction(path, line, row, headers[file.path])
            found.setdefault(file.path, {})[number] = correction
    return found


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows with their lines; comma or semicolon, since spreadsheets in Norway write the latter."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=path, remedy="check the path") from None
    except UnicodeDecodeError:
        raise InputError("is not UTF-8", file=path, remedy="save it as CSV UTF-8") from None
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        header = next(reader, [])
        lacking = [name for name in (LINE, REASON, SOURCE) if name not in header]
        if lacking or len(set(header)) != len(header):
            raise InputError(
                f"is no quarantine file: it lacks {lacking[0]}" if lacking else "has a column twice",
                file=path,
                line=1,
                remedy="give a file of OUT/quarantine with its first line as it was",
            )
        start = reader.line_num + 1
        for row in reader:
            if row and len(row) != len(header):
                raise InputError(
                    f"has {len(row)} fields where the header has {len(header)}",
                    file=path,
                    line=start,
                    remedy="correct the row, or take it out",
                )
            if row:
                rows.append((start, dict(zip(header, row, strict=True))))
            start = reader.line_num + 1
    except csv.Error:
        raise InputError(
            "has a quote that does not fit", file=path, line=reader.line_num, remedy="correct the quotes"
        ) from None
    return rows


def _source(path: Path, line: int, row: dict[str, str], known: dict[str, SourceFile]) -> SourceFile:
    identity = row[SOURCE]
    if identity in known:
        return known[identity]
    name = identity.rpartition("@")[0]
    changed = any(file.path.name == name for file in known.values())
    raise InputError(
        "corrects a source that has changed since" if changed else "corrects a source that was not given",
        file=path,
        line=line,
        column=SOURCE,
        remedy="run without it and correct the new quarantine file" if changed else "give the same sources",
    )


def _correction(path: Path, line: int, row: dict[str, str], header: list[str]) -> tuple[int, Correction]:
    lacking = [name for name in header if name not in row]
    strange = [name for name in row if name not in (*header, *RESERVED)]
    if lacking or strange:
        raise InputError(
            "the columns are not those of the source",
            file=path,
            line=1,
            column=(lacking or strange)[0],
            remedy="keep the header as it was",
        )
    number = row[LINE].strip()
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise InputError(
            "is no line number", file=path, line=line, column=LINE, remedy=f"keep {LINE} as it was"
        )
    confirmed = not row[REASON].strip()
    return int(number), Correction({name: row[name] for name in header}, row.get(REST, ""), confirmed)


def unused(path: Path, lines: Sequence[int]) -> InputError:
    """The error for corrected rows whose line is no row of the source; ``path`` is the source."""
    return InputError(
        "a corrected row names this line, but no row begins there",
        file=path,
        line=min(lines),
        remedy=f"keep {LINE} in the corrected file as it was",
    )


def manifest_of(out: Path) -> dict[str, Any]:
    """The manifest of the facts in ``out``; empty if there are none or it cannot be read."""
    try:
        manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return manifest if isinstance(manifest, dict) else {}
