"""What each line of a mapping does to the first rows; nothing is written."""

import tempfile
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tettpaa.facts.batches import BadRow, Batch
from tettpaa.facts.lookups import LookupLoader, lookups_of
from tettpaa.facts.run import Plan, make_plan, read
from tettpaa.facts.schema import Field
from tettpaa.facts.transform import Transformer, connect
from tettpaa.facts.words import default_words, fact_words, field_words

HIDDEN = "(id not shown)"


@dataclass(frozen=True)
class Sample:
    """What a field was made from and what it became; ``reason`` if it became nothing."""

    line: int
    raw: str
    value: str
    reason: str = ""


@dataclass(frozen=True)
class FieldPreview:
    name: str
    words: str
    samples: tuple[Sample, ...]


@dataclass(frozen=True)
class FactPreview:
    """One table of the mapping; ``bad`` are rows that could not even be split into columns."""

    kind: str
    words: tuple[str, ...]
    fields: tuple[FieldPreview, ...]
    bad: tuple[BadRow, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "words": self.words,
            "fields": [asdict(field) for field in self.fields],
            "bad": [
                {"line": row.line, "reasons": [reason for _, reason in row.problems]} for row in self.bad
            ],
        }


def preview(
    sources: list[Path | str], mapping: Path | str, *, rows: int = 5, key_file: Path | None = None
) -> list[FactPreview]:
    """The first ``rows`` rows that count, of the first file of each table in the mapping."""
    plan = make_plan(sources, mapping, key_file, look_only=True)
    with tempfile.TemporaryDirectory() as folder:
        connection = connect(folder)
        try:
            _load_lookups(plan, connection)
            return [_fact(plan, connection, one, rows) for one in plan.transformers]
        finally:
            connection.close()


def _load_lookups(plan: Plan, connection: duckdb.DuckDBPyConnection) -> None:
    for lookup in lookups_of(plan.mapping, plan.columns):
        loader = LookupLoader(connection, lookup, plan.mapping, plan.columns)
        for file in plan.files_of(lookup.source):
            for _ in loader.add(file, read(plan, file, {})):
                pass
        loader.finish()


def _fact(
    plan: Plan, connection: duckdb.DuckDBPyConnection, transformer: Transformer, rows: int
) -> FactPreview:
    fact = transformer.fact
    file = plan.files_of(fact.source)[0]
    found: pa.Table | None = None
    batch = Batch([], {}, [])
    for batch in islice(read(plan, file, {}), 1):
        found = transformer.run(connection, batch, limit=rows)
    table = found.to_pylist() if found is not None else []
    fields = []
    for field in fact.kind.fields:
        mapped = field.name in fact.fields
        words = field_words(field, fact.fields[field.name]) if mapped else default_words(fact, field)
        samples = tuple(_sample(transformer, field, row, batch.lines[row["i"]]) for row in table)
        fields.append(FieldPreview(field.name, words, samples))
    return FactPreview(fact.kind.name, tuple(fact_words(fact)), tuple(fields), tuple(batch.bad[:rows]))


def _sample(transformer: Transformer, field: Field, row: dict[str, Any], line: int) -> Sample:
    compiled = transformer.compiled.get(field.name)
    value = row[field.name]
    if field.type == "uuid":
        key = transformer.keyring.keys(pa.array([value]))[0].as_py() if value is not None else ""
        return Sample(line, HIDDEN, f"{str(key)[:8]}…" if key else "", _reason(transformer, field, row))
    raws = [row[alias] for alias in compiled.raws] if compiled else []
    raw = " + ".join("" if part is None else str(part) for part in raws)
    return Sample(line, raw, "" if value is None else str(value), _reason(transformer, field, row))


def _reason(transformer: Transformer, field: Field, row: dict[str, Any]) -> str:
    if row["problems"] is None:
        return "missing, so no fact is made" if field.main else ""
    reasons = [check.reason for check in transformer.failed(row["problems"]) if check.field == field.name]
    return "; ".join(reasons)
