"""From sources and a mapping to a folder of facts."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from tettpaa.facts import csv_file, csv_reader, parquet_reader
from tettpaa.facts.batches import BadRow, Batch, Correction, Corrections
from tettpaa.facts.keys import Keyring, keyring
from tettpaa.facts.lookups import LookupLoader, lookups_of
from tettpaa.facts.mapping import Mapping, load_mapping
from tettpaa.facts.quarantine import (
    QuarantineWriter,
    manifest_of,
    read_corrections,
    refuse_edited,
    refuse_reserved,
    unused,
)
from tettpaa.facts.scope import Headers
from tettpaa.facts.sources import Progress, SourceFile, digest_of, find_files, size_of
from tettpaa.facts.transform import Made, Transformer, connect
from tettpaa.facts.write import FactWriter, replaced, writable, write_manifest
from tettpaa.kit.errors import InputError

SCHEMA_VERSION = 1
_SPILL = ".spill"


@dataclass(frozen=True)
class Summary:
    """What a run made; counts only, no value of any row."""

    out: Path
    rows: dict[str, int]  # source rows by file
    facts: dict[str, int]  # by kind
    missing: dict[str, int]  # by kind: rows without the main field, which hold no such fact
    quarantined: int  # source rows
    reasons: dict[str, int]  # source rows by reason
    quarantine: dict[str, int] = field(default_factory=dict)  # rows by quarantine file


@dataclass(frozen=True)
class Plan:
    """All that can be known and checked before the first row is read."""

    mapping: Mapping
    files: list[SourceFile]
    headers: dict[Path, list[str]]  # by file
    columns: Headers  # by source
    transformers: list[Transformer]
    keyring: Keyring

    def files_of(self, source: str) -> list[SourceFile]:
        return [file for file in self.files if file.source.name == source]


def make_plan(
    sources: Iterable[Path | str],
    mapping: Path | str,
    key_file: Path | None,
    *,
    look_only: bool = False,
    partial: bool = False,
) -> Plan:
    """Load and check everything but the rows; InputError for whatever cannot work.

    ``partial``: only some of the mapping's sources may be given, and make the facts that they suffice for.
    """
    loaded = load_mapping(mapping)
    files = find_files(sources, loaded, partial=partial)
    if partial:
        loaded, files = _given(loaded, files)
    headers = {file.path: _header(file) for file in files}
    columns: Headers = {}
    for file in files:
        columns.setdefault(file.source.name, headers[file.path])
    keys = keyring(loaded.namespace, key_file, make=not look_only)
    transformers = [Transformer(fact, loaded, columns, keys) for fact in loaded.facts]
    plan = Plan(loaded, files, headers, columns, transformers, keys)
    for file in files:
        for name in needed(plan, file.source.name):
            if name not in headers[file.path]:
                raise file.error(
                    "the file lacks this column, which other files of its source have",
                    "export all files in the same way",
                    line=1,
                    column=name,
                )
    return plan


def _given(mapping: Mapping, files: list[SourceFile]) -> tuple[Mapping, list[SourceFile]]:
    """The mapping for the files that were given; InputError if they make no facts."""
    limited = mapping.of(file.source.name for file in files)
    for file in files:
        if file.source.name not in limited.sources:
            raise file.error("makes no facts without the files it is joined to", "give those files too")
    return limited, files


def needed(plan: Plan, source: str) -> list[str]:
    """The columns of a source that anything reads."""
    found = [name for one in plan.transformers if one.fact.source == source for name in one.needed]
    for lookup in lookups_of(plan.mapping, plan.columns):
        found += lookup.columns if lookup.source == source else ()
    return list(dict.fromkeys(found))


def read(
    plan: Plan, file: SourceFile, corrections: Corrections, progress: Progress | None = None
) -> Iterator[Batch]:
    """The batches of a file, with the columns that are needed."""
    reader = parquet_reader.read if file.format == "parquet" else csv_reader.read
    return reader(file, needed(plan, file.source.name), corrections, progress)


def _header(file: SourceFile) -> list[str]:
    """The names of the columns, checked."""
    names = parquet_reader.header(file) if file.format == "parquet" else csv_file.header(file)
    refuse_reserved(file, names)
    return names


def make_facts(
    sources: Iterable[Path | str],
    mapping: Path | str,
    out: Path | str,
    *,
    corrected: Sequence[Path | str] = (),
    key_file: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Summary:
    """Make the folder of facts ``out``, replacing the one that is there; InputError, and nothing is changed.

    ``corrected`` are quarantine files of earlier runs whose rows take the place of the source's;
    ``progress`` is called with the bytes done and their total.
    """
    plan = make_plan(sources, mapping, key_file)
    out = Path(out)
    paths = [Path(path) for path in corrected]
    corrections = read_corrections(paths, plan.files, plan.headers, out)
    with replaced(out) as folder:
        refuse_edited(out, manifest_of(out))
        run = _Run(plan, corrections, folder, out, progress)
        try:
            run.work()
        except (duckdb.OutOfMemoryException, duckdb.IOException):
            raise InputError(
                "there is too little memory or disk space to join the sources",
                file=out,
                remedy="make room on the disk, or join smaller sources",
            ) from None
        finally:
            run.close()
        manifest = run.manifest([(path.name, digest_of(path)) for path in paths])
        with writable(out):
            write_manifest(folder, manifest)
    return run.summary(out)


class Pass:
    """One pass over all files: lookups first, then the sources that facts are made from.

    A subclass says what becomes of facts and bad rows (``keep``); ``start`` tells which file they are of.
    """

    def __init__(
        self,
        plan: Plan,
        spill: Path,
        corrections: dict[Path, dict[int, Correction]] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.plan, self.corrections = plan, corrections or {}
        self.connection = connect(str(spill))
        self.rows: Counter[str] = Counter()
        self.missing: Counter[str] = Counter()
        self._progress, self._done = progress, 0
        self._lookups = lookups_of(plan.mapping, plan.columns)
        self._made_from = {fact.source for fact in plan.mapping.facts}
        joined = {lookup.source for lookup in self._lookups}
        self._total = sum(
            file.size * ((file.source.name in joined) + (file.source.name in self._made_from))
            for file in plan.files
        )

    def start(self, file: SourceFile) -> None:
        """What comes now is of that file."""

    def keep(self, bad: Sequence[BadRow], batch: Batch, made: Iterable[tuple[str, Made]] = ()) -> None:
        """Take what became of a batch: facts by kind, and its bad rows."""
        raise NotImplementedError

    def work(self) -> None:
        for lookup in self._lookups:
            loader = LookupLoader(self.connection, lookup, self.plan.mapping, self.plan.columns)
            for file in self.plan.files_of(lookup.source):
                # A source that facts are made from too is read again below; its bad rows count then.
                note = lookup.source not in self._made_from
                for batch in loader.add(file, self._batches(file, note)):
                    if note:
                        self.keep(batch.bad, batch)
            loader.finish()
        for source in self.plan.mapping.sources:
            if source in self._made_from:
                for file in self.plan.files_of(source):
                    self._facts_of(file)

    def _facts_of(self, file: SourceFile) -> None:
        transformers = [one for one in self.plan.transformers if one.fact.source == file.source.name]
        for batch in self._batches(file, note=True):
            problems: dict[int, list[tuple[str, str]]] = {}
            facts = []
            for one in transformers:
                made = one.apply(self.connection, batch)
                facts.append((one.fact.kind.name, made))
                self.missing[one.fact.kind.name] += made.missing
                for position, columns, reason in made.problems:
                    problems.setdefault(position, []).append((columns, reason))
            wrong = [
                BadRow(batch.lines[i], [*batch.rows[i]], tuple(dict.fromkeys(found)))
                for i, found in problems.items()
            ]
            self.keep(sorted(batch.bad + wrong, key=lambda row: row.line), batch, facts)

    def _batches(self, file: SourceFile, note: bool) -> Iterator[Batch]:
        """Read a file once, with progress; every corrected row must be met."""
        corrections = self.corrections.get(file.path, {})
        waiting = set(corrections)
        start = self._done
        if note:
            self.start(file)
        for batch in read(self.plan, file, corrections, lambda done: self._tell(start + done)):
            if note:
                self.rows[file.path.name] += len(batch.lines) + len(batch.bad)
            if waiting:
                waiting.difference_update(batch.lines, [row.line for row in batch.bad])
            yield batch
        if size_of(file.path) != file.size:
            raise file.error("has changed while it was read", "run again when nobody writes to it")
        if waiting:
            raise unused(file.path, sorted(waiting))
        self._done = start + file.size
        self._tell(self._done)

    def _tell(self, done: int) -> None:
        if self._progress:
            self._progress(done, self._total)


class _Run(Pass):
    """The pass that writes a folder of facts."""

    def __init__(
        self,
        plan: Plan,
        corrections: dict[Path, dict[int, Correction]],
        folder: Path,
        out: Path,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self.out, self.spill = out, folder / _SPILL
        super().__init__(plan, self.spill, corrections, progress)
        with writable(out):
            self.writer = FactWriter(folder)
            self.quarantine = QuarantineWriter(folder)

    def work(self) -> None:
        super().work()
        with writable(self.out):
            self.quarantine.end()
            self.writer.finish()

    def start(self, file: SourceFile) -> None:
        with writable(self.out):
            self.quarantine.start(file, self.plan.headers[file.path])

    def keep(self, bad: Sequence[BadRow], batch: Batch, made: Iterable[tuple[str, Made]] = ()) -> None:
        with writable(self.out):
            for kind, one in made:
                self.writer.add(kind, one.facts)
            self.quarantine.add(bad)

    def close(self) -> None:
        """Let go of everything, also after an error, and leave nothing but the files of facts."""
        self.connection.close()
        with writable(self.out):
            self.writer.close()
            self.quarantine.end()
            if self.spill.exists():
                for path in self.spill.iterdir():
                    path.unlink()
                self.spill.rmdir()

    def manifest(self, corrected: list[tuple[str, str]]) -> dict[str, Any]:
        """Where the facts come from; no times and no folders, so that the same input gives the same bytes."""
        mapping = self.plan.mapping
        return {
            "schema": SCHEMA_VERSION,
            "namespace": mapping.namespace,
            "key": self.plan.keyring.id,
            "mapping": {"file": mapping.file.name, "sha256": mapping.digest},
            "sources": [
                {
                    "file": file.path.name,
                    "source": file.source.name,
                    "sha256": file.digest,
                    "rows": self.rows[file.path.name],
                }
                for file in self.plan.files
            ],
            "corrected": [{"file": name, "sha256": digest} for name, digest in corrected],
            "facts": self.writer.rows,
            "missing": dict(sorted(self.missing.items())),
            "quarantine": self.quarantine.files,
            "quarantined": sum(entry["rows"] for entry in self.quarantine.files.values()),
            "reasons": dict(sorted(self.quarantine.reasons.items())),
        }

    def summary(self, out: Path) -> Summary:
        quarantine = {name: int(entry["rows"]) for name, entry in self.quarantine.files.items()}
        return Summary(
            out,
            dict(self.rows),
            self.writer.rows,
            dict(self.missing),
            sum(quarantine.values()),
            dict(self.quarantine.reasons.most_common()),
            quarantine,
        )
