"""A folder of facts: one Parquet file a kind, and ``facts.json`` that says where they came from.

The manifest is what makes the folder a fact folder. All eight files are always there, some of them empty.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tettpaa.facts.schema import KINDS, Kind
from tettpaa.kit.errors import InputError

MANIFEST = "facts.json"


@dataclass(frozen=True)
class FactStore:
    """An existing folder of facts, as ``tettpaa facts --out`` left it."""

    folder: Path

    @classmethod
    def open(cls, folder: Path | str) -> "FactStore":
        """The facts in ``folder``; InputError if it is not, or no longer, a whole folder of facts."""
        store = cls(Path(folder))
        wanted = [MANIFEST, *(f"{kind}.parquet" for kind in KINDS)]
        missing = [name for name in wanted if not (store.folder / name).is_file()]
        if missing:
            raise InputError(
                f"not a folder of facts: it lacks {missing[0]}",
                file=store.folder,
                remedy="make it with: tettpaa facts SOURCE… --mapping FILE.toml --out DIR",
            )
        for kind in KINDS.values():
            store._check(kind)
        return store

    def _check(self, kind: Kind) -> None:
        """InputError unless the file of that kind can be read and has the columns of the schema."""
        try:
            columns = pq.read_schema(self.path(kind.name))
        except (OSError, pa.ArrowInvalid):
            columns = pa.schema([])
        if columns.names != list(kind.names) or columns.types != kind.arrow.types:
            raise InputError(
                "is broken, or of another version",
                file=self.path(kind.name),
                remedy="make the facts anew with: tettpaa facts",
            )

    def key_id(self) -> str:
        """Tells which installation's secret the person keys were made with; empty if it is not told."""
        return str(self.manifest().get("key", ""))

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """InputError if the folder was replaced while the block read it: old facts beside new ones."""
        before = self.manifest()
        yield
        if self.manifest() != before:
            remedy = "run again when nobody writes to it"
            raise InputError("was replaced while it was read", file=self.folder, remedy=remedy)

    def path(self, kind: str) -> Path:
        """The Parquet file of that kind."""
        return self.folder / f"{KINDS[kind].name}.parquet"

    def manifest(self) -> dict[str, Any]:
        """Sources with digests, the mapping's digest, rows of each kind, rows in quarantine."""
        path = self.folder / MANIFEST
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            manifest = None
        if not isinstance(manifest, dict):
            raise InputError("is broken", file=path, remedy="make the facts anew with: tettpaa facts")
        return manifest
