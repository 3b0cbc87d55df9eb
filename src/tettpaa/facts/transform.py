"""Facts out of batches: one SQL statement per table of the mapping, run by an embedded DuckDB."""

from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from tettpaa.facts.batches import Batch
from tettpaa.facts.expressions import MACROS, Check, Compiled, compile_field, quoted, without
from tettpaa.facts.fields import Expression
from tettpaa.facts.keys import Keyring
from tettpaa.facts.mapping import Fact, Mapping
from tettpaa.facts.schema import Field
from tettpaa.facts.scope import Headers, lookup_column, lookup_table, scope_of

MEMORY = "400MB"


def connect(folder: str) -> duckdb.DuckDBPyConnection:
    """An embedded database of bounded memory; what does not fit goes to that folder."""
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "threads": 1,
            "temp_directory": folder,
            "autoinstall_known_extensions": False,
        }
    )
    connection.execute(MACROS)
    return connection


@dataclass(frozen=True)
class Made:
    """What one batch gave: facts, how many lacked their main field, problems by position in the batch.

    ``positions`` of the facts in the batch (int32).
    """

    facts: pa.Table
    positions: pa.ChunkedArray
    missing: int
    problems: list[tuple[int, str, str]]  # position, columns, reason


class Transformer:
    """Makes the facts of one table of the mapping."""

    def __init__(self, fact: Fact, mapping: Mapping, headers: Headers, keyring: Keyring) -> None:
        self.fact, self.mapping, self.headers = fact, mapping, headers
        self.keyring = keyring
        self.scope = scope_of(fact, mapping, headers)
        self.source = mapping.sources[fact.source]
        self.compiled = self._compiled()
        self.checks = self._checks()
        self.sql = self._sql()

    @property
    def needed(self) -> list[str]:
        """The columns of its own source that it reads."""
        return list(self.scope.own)

    def apply(self, connection: duckdb.DuckDBPyConnection, batch: Batch) -> Made:
        """The facts of a batch, in its order."""
        result = self.run(connection, batch)
        failed = result["problems"]
        bad = result.select(["i", "problems"]).filter(pc.not_equal(failed, ""))
        problems = []
        for position, numbers in zip(bad["i"].to_pylist(), bad["problems"].to_pylist(), strict=True):
            for check in self.failed(numbers):
                reason = f"{self.fact.kind.name}: {check.reason}"
                problems.append((position, "; ".join(check.columns), reason))
        good = result.filter(pc.equal(failed, ""))
        return Made(self._typed(good), good["i"], failed.null_count, problems)

    def run(self, connection: duckdb.DuckDBPyConnection, batch: Batch, limit: int | None = None) -> pa.Table:
        """The rows that pass ``where``: position ``i``, ``problems`` (null: main field missing), the fields.

        With a limit: the first of them, and with them the raw texts.
        """
        columns = {f"c{i}": batch.columns[name] for i, name in enumerate(self.needed)}
        table = pa.table({"i": pa.array(range(len(batch.lines)), pa.int32()), **columns})
        connection.register("batch", table)
        try:
            sql = self.sql if limit is None else f"{self._sql(raws=True)} LIMIT {limit}"
            return connection.sql(sql).to_arrow_table().combine_chunks()
        finally:
            connection.unregister("batch")

    def failed(self, numbers: str) -> list[Check]:
        """The checks that a row failed."""
        return [self.checks[int(number)] for number in numbers.split(",") if number]

    def _typed(self, good: pa.Table) -> pa.Table:
        schema = self.fact.kind.arrow
        arrays = []
        for field in schema:
            column = good[field.name].combine_chunks()
            if field.type == pa.uuid():
                column = self.keyring.keys(column)
            arrays.append(column.cast(field.type) if column.type != field.type else column)
        return pa.Table.from_arrays(arrays, schema=schema)

    def _sql(self, raws: bool = False) -> str:
        """Clean texts → joined and unpivoted → raw → values → checks; nothing is computed twice."""
        fact, compiled = self.fact, self.compiled
        texts = [f"{sql} AS {alias}" for one in compiled.values() for alias, sql in one.raws.items()]
        values = [f"{sql} AS {alias}" for one in compiled.values() for alias, sql in one.values.items()]
        partners = [f"j{k}.line IS NULL AND {self._keys(k)} AS alone{k}" for k in range(len(fact.joins))]
        cleaned = [f"{without(f'c{i}', self.source.missing)} AS c{i}" for i in range(len(self.needed))]
        fails = ", ".join(f"CASE WHEN {c.condition} THEN '{n}' END" for n, c in enumerate(self.checks))
        shown = [alias for one in compiled.values() for alias in one.raws] if raws else []
        main = next(f for f in fact.kind.fields if f.main)
        no_partner = " AND ".join(f"NOT alone{k}" for k in self._joins_of(fact.fields[main.name]))
        absent = compiled[main.name].absent + (f" AND {no_partner}" if no_partner else "")
        return f"""
        WITH clean AS (SELECT {", ".join(["i", *cleaned])} FROM batch),
        kept AS (
          SELECT {", ".join(["i", "n", *texts, *partners])} FROM clean {self._unpivot()} {self._joins()}
          {self._where()}),
        read AS (SELECT *, {", ".join(values)} FROM kept),
        checked AS (SELECT *, CASE WHEN NOT ({absent}) THEN concat_ws(',', {fails or "NULL"}) END AS problems
                    FROM read)
        SELECT {", ".join(["i", "problems", *self._finals(), *shown])} FROM checked ORDER BY i, n"""

    def _compiled(self) -> dict[str, Compiled]:
        return {
            name: compile_field(self.fact.kind.field(name), expression, self.scope.sql, self.scope.decimal)
            for name, expression in self.fact.fields.items()
        }

    def _checks(self) -> list[Check]:
        """Per field: no partner in a join, else missing though required, else unreadable."""
        checks: list[Check] = []
        for name, one in self.compiled.items():
            expression, field = self.fact.fields[name], self.fact.kind.field(name)
            alone = " OR ".join(f"alone{k}" for k in self._joins_of(expression)) or "false"
            if field.required:
                for k in self._joins_of(expression):
                    join = self.fact.joins[k]
                    ours = tuple(column for column, _ in join.on)
                    checks.append(
                        Check(name, f"alone{k}", f"'{name}' has no partner in '{join.source}'", ours)
                    )
                checks.append(
                    Check(
                        name,
                        f"{one.absent} AND NOT ({alone})",
                        f"'{name}' is missing",
                        expression.all_columns,
                    )
                )
            checks += one.checks
        if "known_until" in self.compiled:
            known_from = self._final(self.fact.kind.field("known_from"))
            columns = self.fact.fields["known_until"].all_columns
            checks.append(
                Check(
                    "known_until",
                    f"v_known_until < {known_from}",
                    "'known_until' is before 'known_from'",
                    columns,
                )
            )
        return checks

    def _finals(self) -> list[str]:
        return [f'{self._final(field)} AS "{field.name}"' for field in self.fact.kind.fields]

    def _final(self, field: Field) -> str:
        """The value with the defaults of the schema."""
        schedule = self.fact.kind.name == "schedule"
        if field.name in self.compiled:
            value = self.compiled[field.name].value
            return (
                f"CAST(date_trunc('week', {value}) AS DATE)"
                if schedule and field.name == "happened"
                else value
            )
        if field.name == "known_from" and schedule:
            monday = "date_trunc('week', v_happened)"
            year = f"year({monday}) - CASE WHEN month({monday}) < 8 THEN 1 ELSE 0 END"
            return f"make_date({year}, 8, 1)"
        if field.name == "known_from" and field.required:
            return self.compiled["happened"].value
        return "NULL"

    def _joins_of(self, expression: Expression) -> list[int]:
        return sorted({self.scope.join[c] for c in expression.all_columns if c in self.scope.join})

    def _keys(self, number: int) -> str:
        """True where all of our key columns are present."""
        return " AND ".join(f"{self.scope.sql[ours]} IS NOT NULL" for ours, _ in self.fact.joins[number].on)

    def _joins(self) -> str:
        texts = []
        for k, join in enumerate(self.fact.joins):
            theirs = self.headers[join.source]
            on = " AND ".join(
                f"{lookup_column(k, theirs.index(their))} = {self.scope.sql[our]}" for our, their in join.on
            )
            texts.append(f"LEFT JOIN {lookup_table(self.mapping, join.source)} AS j{k} ON {on}")
        return " ".join(texts)

    def _unpivot(self) -> str:
        if not self.fact.unpivot:
            return "CROSS JOIN (SELECT 0 AS n)"
        rows = ", ".join(f"({n}, {quoted(label)})" for n, (_, label) in enumerate(self.fact.unpivot))
        return f"CROSS JOIN (VALUES {rows}) AS u(n, label)"

    def _where(self) -> str:
        tests = []
        for condition in self.fact.where:
            column = self.scope.sql[condition.column]
            listed = ", ".join(quoted(value.strip(" ")) for value in condition.values)
            if condition.test == "present":
                tests.append(f"{column} IS {'NOT ' if condition.present else ''}NULL")
            elif condition.test == "in":
                tests.append(f"{column} IN ({listed})")
            else:
                tests.append(f"coalesce({column} NOT IN ({listed}), true)")
        return f"WHERE {' AND '.join(tests)}" if tests else ""
