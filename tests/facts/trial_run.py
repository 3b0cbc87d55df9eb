"""A trial run of a mapping: files in, facts and quarantine out."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tettpaa.facts.run import Summary, make_facts

# One score a row; the smallest whole mapping.
SCORES = """
namespace = "test"
[source.rows]
[[score]]
from = "rows"
person = "id"
happened = "day"
name = { constant = "points" }
value = "points"
"""


@dataclass
class TrialRun:
    """A folder with a mapping and sources; ``make`` runs it and ``facts`` reads what came."""

    folder: Path
    summary: Summary | None = None

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def make(
        self, mapping: str, files: dict[str, str | bytes], corrected: list[Path] | None = None
    ) -> "TrialRun":
        """Make the facts of these files."""
        paths = [self.write(name, content) for name, content in files.items()]
        self.summary = make_facts(
            paths, self.write("mapping.toml", mapping), self.out, corrected=corrected or []
        )
        return self

    def facts(self, kind: str) -> list[dict[str, Any]]:
        return pq.read_table(self.out / f"{kind}.parquet").to_pylist()

    def column(self, kind: str, field: str) -> list[Any]:
        return [fact[field] for fact in self.facts(kind)]

    def bad(self, name: str) -> list[dict[str, str]]:
        """The rows of a quarantine file."""
        with (self.out / "quarantine" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def corrected(self, name: str, change: Callable[[dict[str, str]], None]) -> Path:
        """A copy of a quarantine file outside of ``out``, with each row changed."""
        rows = self.bad(name)
        for row in rows:
            change(row)
        path = self.folder / f"corrected-{name}"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path
