"""The folder of facts, replaced as a whole or not at all.

The new folder grows beside the old one under a hidden name and takes its place by two renames; what a crash
leaves is put right at the next start. A lock keeps two runs from one folder.
"""

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from tettpaa.facts.schema import KINDS
from tettpaa.facts.store import MANIFEST
from tettpaa.kit.errors import InputError

QUARANTINE = "quarantine"
GROUP_ROWS = 200_000  # rows of a Parquet row group
_OWN = {MANIFEST, QUARANTINE, *(f"{kind}.parquet" for kind in KINDS)}


class FactWriter:
    """Writes the eight tables, in row groups, so that memory does not grow with the data."""

    def __init__(self, folder: Path) -> None:
        self.rows = dict.fromkeys(KINDS, 0)
        self._waiting: dict[str, list[pa.Table]] = {kind: [] for kind in KINDS}
        self._writers = {
            name: pq.ParquetWriter(folder / f"{name}.parquet", kind.arrow, compression="zstd")
            for name, kind in KINDS.items()
        }

    def add(self, kind: str, facts: pa.Table) -> None:
        if facts.num_rows:
            self.rows[kind] += facts.num_rows
            self._waiting[kind].append(facts)
            if sum(table.num_rows for table in self._waiting[kind]) >= GROUP_ROWS:
                self._flush(kind)

    def _flush(self, kind: str) -> None:
        """Write row groups of exactly the same size, however the batches came; what is left over waits on.

        Less than one row group is written as it is: the end.
        """
        waiting = pa.concat_tables(self._waiting[kind])
        whole = len(waiting) - len(waiting) % GROUP_ROWS or len(waiting)
        for start in range(0, whole, GROUP_ROWS):
            group = waiting.slice(start, min(GROUP_ROWS, whole - start))
            self._writers[kind].write_table(group.combine_chunks(), GROUP_ROWS)
        self._waiting[kind] = [waiting.slice(whole).combine_chunks()] if whole < len(waiting) else []

    def finish(self) -> None:
        """Write what waits, and the ends of the files."""
        for kind, waiting in self._waiting.items():
            if waiting:
                self._flush(kind)
        self.close()

    def close(self) -> None:
        """Let go of the files; without ``finish`` they are not whole."""
        for writer in self._writers.values():
            writer.close()


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    text = json.dumps(manifest, indent=2, ensure_ascii=False, sort_keys=True)
    (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


@contextmanager
def replaced(out: Path) -> Iterator[Path]:
    """A new folder to write into; it takes the place of ``out`` when the block ends without an error."""
    out = out.resolve()
    if not out.name:
        raise InputError("is no folder to write to", file=out, remedy="name a folder of its own")
    new, old = (out.with_name(f".{out.name}.tettpaa-{word}") for word in ("new", "old"))
    with writable(out):
        out.parent.mkdir(parents=True, exist_ok=True)
    with _locked(out):
        with writable(out):
            _recover(out, new, old)
            _refuse_foreign(out)
            new.mkdir()
        try:
            yield new
            with writable(out):
                _sync(new)
                _swap(out, new, old)
        finally:
            shutil.rmtree(new, ignore_errors=True)


def _swap(out: Path, new: Path, old: Path) -> None:
    if out.exists():
        out.rename(old)
    try:
        new.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    _sync_folder(out.parent)
    shutil.rmtree(old, ignore_errors=True)


def _recover(out: Path, new: Path, old: Path) -> None:
    """Undo what a run that was killed left behind."""
    if old.exists() and not out.exists():
        old.rename(out)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(new, ignore_errors=True)


def _refuse_foreign(out: Path) -> None:
    """InputError if replacing the folder would lose something that is not facts."""
    if not out.exists():
        return
    if not out.is_dir():
        raise InputError("is not a folder", file=out, remedy="name a new folder")
    names = {path.name for path in out.iterdir()}
    if names and MANIFEST not in names:
        raise InputError(
            "is neither empty nor a folder of facts, so it is not replaced",
            file=out,
            remedy="name a new folder",
        )
    foreign = sorted(names - _OWN)
    if foreign:
        raise InputError(
            f"holds {foreign[0]}, which is no part of the facts, so it is not replaced",
            file=out,
            remedy="move that out of the folder first",
        )


@contextmanager
def writable(out: Path) -> Iterator[None]:
    """Around whatever writes for ``out``, and nothing that reads a source: errors of the disk in words."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise InputError(
            f"cannot be written: {error.strerror or error}",
            file=out,
            remedy="make room on the disk" if full else "check the folder and its rights",
        ) from None


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """One run at a time; the lock goes with the process, however it ends."""
    path = out.with_name(f".{out.name}.tettpaa-lock")
    with writable(out):
        handle = _take(path, out)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        handle.close()


def _take(path: Path, out: Path) -> IO[bytes]:
    while True:
        handle = path.open("wb")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            raise InputError(
                "another run writes to this folder", file=out, remedy="wait until it has ended"
            ) from None
        # The file may have been removed by its last holder between opening and locking.
        if path.exists() and os.path.samestat(os.fstat(handle.fileno()), path.stat()):
            return handle
        handle.close()


def _sync(folder: Path) -> None:
    """Everything on the disk before the name changes."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
