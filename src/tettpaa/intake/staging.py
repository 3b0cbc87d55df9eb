"""Facts from the reader into staging tables that only this transaction sees, by COPY.

The tables are temporary: no other session can read them, they are in no backup, and whatever ends the
transaction takes them away. COPY runs in a thread of its own, so that the next batch is read meanwhile.
"""

import io
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.csv as pa_csv
from django.db import connection

from tettpaa.facts.batches import BadRow, Batch
from tettpaa.facts.run import Pass, Plan
from tettpaa.facts.schema import KINDS
from tettpaa.facts.sources import SourceFile
from tettpaa.facts.transform import Made
from tettpaa.intake.tables import execute, temporary

SQL_TYPES = {"uuid": "uuid", "date": "date", "text": "text", "number": "float8", "integer": "int"}
WAITING = 3  # batches that wait for the database at most
_OPTIONS = pa_csv.WriteOptions(include_header=False)


class Staging(Pass):
    """The pass that fills ``load_<kind>`` (file, line, the fields of the kind) and gathers the bad rows.

    ``file`` is the position in ``plan.files``. Must run in a transaction.
    """

    def __init__(self, plan: Plan, spill: Path, progress: Callable[[int, int], None] | None = None) -> None:
        super().__init__(plan, spill, progress=progress)
        self.bad: list[tuple[int, BadRow]] = []
        self.staged: dict[str, int] = dict.fromkeys((f.kind.name for f in plan.mapping.facts), 0)
        self._file = 0
        self._writer = ThreadPoolExecutor(1)
        self._writing: deque[Future[None]] = deque()

    def work(self) -> None:
        for kind in self.staged:
            fields = ", ".join(f'"{f.name}" {SQL_TYPES[f.type]}' for f in KINDS[kind].fields)
            temporary(f"load_{kind}", f"(file int, line int, {fields})")
        try:
            super().work()
            self._wait(0)
        finally:
            self._writer.shutdown()
            self.connection.close()
        for kind in self.staged:
            execute(f"analyze load_{kind}")

    def start(self, file: SourceFile) -> None:
        self._file = self.plan.files.index(file)

    def keep(self, bad: Sequence[BadRow], batch: Batch, made: Iterable[tuple[str, Made]] = ()) -> None:
        self.bad += [(self._file, row) for row in bad]
        broken = {row.line for row in bad}
        for kind, one in made:
            facts = _numbered(one, batch, self._file)
            if broken:
                # A row that is wrong anywhere waits as a whole, so that its correction adds each fact once.
                lines = facts["line"].to_pylist()
                facts = facts.filter(pa.array([line not in broken for line in lines], pa.bool_()))
            if facts.num_rows:
                self.staged[kind] += facts.num_rows
                self._wait(WAITING)
                self._writing.append(self._writer.submit(_copy, connection.connection, kind, facts))

    def _wait(self, at_most: int) -> None:
        while len(self._writing) > at_most:
            self._writing.popleft().result()


def _numbered(made: Made, batch: Batch, file: int) -> pa.Table:
    """The facts with file and line in front, and person keys as text."""
    lines = pa.array(batch.lines, pa.int32()).take(made.positions.combine_chunks())
    facts = made.facts
    columns = [pa.repeat(pa.scalar(file, pa.int32()), facts.num_rows), lines]
    for name in facts.column_names:
        column = facts[name].combine_chunks()
        columns.append(_hex(column) if column.type == pa.uuid() else column)
    return pa.table(columns, names=["file", "line", *facts.column_names])


def _hex(keys: pa.ExtensionArray) -> pa.Array:
    """Each person once: there are far fewer of them than facts."""
    keys = keys.chunk(0) if isinstance(keys, pa.ChunkedArray) else keys
    ids = keys.storage.dictionary_encode()
    texts = pa.array([key.hex() for key in ids.dictionary.to_pylist()], pa.string())
    return texts.take(ids.indices)


def _copy(to: psycopg.Connection, kind: str, facts: pa.Table) -> None:
    buffer = io.BytesIO()
    pa_csv.write_csv(facts, buffer, _OPTIONS)
    names = ", ".join(f'"{name}"' for name in facts.column_names)
    with to.cursor() as cursor, cursor.copy(f"copy load_{kind} ({names}) from stdin (format csv)") as copy:
        copy.write(buffer.getbuffer())
