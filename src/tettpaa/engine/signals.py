"""Signals: who a rule fired for, with the figures that made it fire. A file carries its rule book.

Sentences are not kept; ``sentences`` renders them from rule and figures when someone reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from tettpaa.engine.book import parse_book
from tettpaa.engine.rules import Rule, RuleBook
from tettpaa.facts.store import FactStore
from tettpaa.kit.errors import InputError

BOOK, AS_OF, KEY = "tettpaa.rule_book", "tettpaa.as_of", "tettpaa.key"  # of the file's metadata


@dataclass(frozen=True)
class Evidence:
    """A condition that held (its number in ``Rule.conditions``) and its figures; see the indicator."""

    condition: int
    value: float
    part: float | None = None
    whole: float | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Signal:
    """A rule, one version of it, fired for one young person as of a day."""

    person: UUID
    rule: str
    version: str
    valid_from: date
    severity: int
    as_of: date
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class SignalFile:
    """A file that ``identify`` wrote; ``as_of`` is the text that was asked for.

    ``key`` tells with which secret the person keys were made (``FactStore.key_id``).
    """

    path: Path
    book: RuleBook
    as_of: str
    key: str = ""

    @classmethod
    def open(cls, path: Path | str) -> "SignalFile":
        """InputError if it is not a file of signals."""
        path = Path(path)
        try:
            metadata = pq.read_schema(path).metadata or {}
            text, as_of = metadata[BOOK.encode()].decode(), metadata[AS_OF.encode()].decode()
        except FileNotFoundError:
            raise InputError("no such file", file=path, remedy="make it with: tettpaa identify") from None
        except (OSError, pa.ArrowInvalid, KeyError):
            raise InputError(
                "is not a file of signals", file=path, remedy="make it with: tettpaa identify"
            ) from None
        return cls(path, parse_book(text), as_of, metadata.get(KEY.encode(), b"").decode())

    def refuse_other_keys(self, store: FactStore) -> None:
        """InputError if no one in the signals can be found in these facts."""
        if self.key != store.key_id():
            raise InputError(
                "its people have other keys than those in the facts",
                file=self.path,
                remedy=f"identify anew from the facts in {store.folder}",
            )

    def __iter__(self) -> Iterator[Signal]:
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches():
                for row in batch.to_pylist():
                    yield _signal(row)

    def rule_of(self, signal: Signal) -> Rule:
        """The rule, in the version that fired."""
        return next(r for r in self.book.rules if r.name == signal.rule and r.valid_from == signal.valid_from)


def _signal(row: dict[str, Any]) -> Signal:
    evidence = tuple(Evidence(**item) for item in row.pop("evidence"))
    return Signal(**row, evidence=evidence)
