"""Joined sources: loaded once into the embedded database, with one row per key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from tettpaa.facts.batches import Batch
from tettpaa.facts.expressions import without
from tettpaa.facts.mapping import Join, Mapping
from tettpaa.facts.scope import Headers, lookup_table
from tettpaa.facts.sources import SourceFile


@dataclass(frozen=True)
class Lookup:
    """A source that facts join, with the columns they read or join on."""

    source: str
    columns: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]


def lookups_of(mapping: Mapping, headers: Headers) -> list[Lookup]:
    """Every joined source; all its columns that the mapping names anywhere."""
    found = []
    joins: list[Join] = [join for fact in mapping.facts for join in fact.joins]
    for source in dict.fromkeys(join.source for join in joins):
        keys = tuple(dict.fromkeys(tuple(t for _, t in join.on) for join in joins if join.source == source))
        named = {name for key in keys for name in key}
        for fact in mapping.facts:
            named |= {column.removeprefix(f"{source}.") for column, _ in fact.references()}
        found.append(Lookup(source, tuple(name for name in headers[source] if name in named), keys))
    return found


class LookupLoader:
    """Fills one lookup table; ``finish`` refuses a key that occurs twice."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, lookup: Lookup, mapping: Mapping, headers: Headers
    ) -> None:
        self._connection = connection
        self._lookup = lookup
        self._header = headers[lookup.source]
        self._missing = mapping.sources[lookup.source].missing
        self._table = lookup_table(mapping, lookup.source)
        self._files: list[SourceFile] = []
        columns = ", ".join(f"x{self._header.index(name)} VARCHAR" for name in lookup.columns)
        connection.execute(f"CREATE TABLE {self._table} (file INTEGER, line BIGINT, {columns})")

    def add(self, file: SourceFile, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Load the batches of a file, and pass them on."""
        self._files.append(file)
        columns = self._lookup.columns
        texts = ", ".join(without(f"c{i}", self._missing) for i in range(len(columns)))
        for batch in batches:
            data = {f"c{i}": batch.columns[name] for i, name in enumerate(columns)}
            table = pa.table({"line": pa.array(batch.lines, pa.int64()), **data})
            self._connection.register("batch", table)
            self._connection.execute(
                f"INSERT INTO {self._table} SELECT {len(self._files) - 1}, line, {texts} FROM batch"
            )
            self._connection.unregister("batch")
            yield batch

    def finish(self) -> None:
        """InputError naming both lines if two rows have the same key."""
        for key in self._lookup.keys:
            self._refuse_doubles(key)

    def _refuse_doubles(self, key: Sequence[str]) -> None:
        columns = ", ".join(f"x{self._header.index(name)}" for name in key)
        present = " AND ".join(f"x{self._header.index(name)} IS NOT NULL" for name in key)
        # Two steps, since groups that carry their lines would not fit into memory.
        places = self._connection.execute(
            f"""WITH twice AS MATERIALIZED (
              SELECT {columns} FROM {self._table} WHERE {present} GROUP BY ALL HAVING count(*) > 1)
            SELECT list({{'file': file, 'line': line}} ORDER BY file, line)[1:2] AS places
            FROM {self._table} SEMI JOIN twice USING ({columns}) GROUP BY {columns}
            ORDER BY places[2].file, places[2].line LIMIT 1"""
        ).fetchone()
        if places:
            first, second = places[0]
            other = self._files[first["file"]]
            raise self._files[second["file"]].error(
                f"the key occurs a second time; first in {other.path.name}, line {first['line']}",
                f"'{self._lookup.source}' is joined, so each {' + '.join(key)} may occur once: "
                "join on more columns or take a row out",
                second["line"],
                " + ".join(key),
            )
