"""Facts out of ``pathway`` into a folder that ``tettpaa.facts.store.FactStore`` opens; no names in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
from django.db import connection

from tettpaa.facts.run import SCHEMA_VERSION
from tettpaa.facts.schema import KINDS, Kind
from tettpaa.facts.write import FactWriter, replaced, writable, write_manifest
from tettpaa.intake.kinds import KEPT

KEY = "pathway"
"""Tells that the person keys are the persons' own uuids in this database."""
BLOCK = 1 << 23  # bytes that are turned into columns at once
_MERGED = "select id, coalesce(merged_into_id, id) as person from pathway_youngperson"
_ENROLMENT = f"""
select p.person, e.first as happened, e.last + 1 as ended, u.number as school, g.code as "group",
  nullif(e.level, '') as level, nullif(e.programme, '') as programme, e.choice_rank,
  nullif(e.reason, '') as reason, e.known_from, e.known_until
from (select person_id, unit_id, group_id, first, last, level, programme, choice_rank, reason,
    coalesce(known_from, first) as known_from, null::date as known_until from pathway_enrolment
  union all select person_id, unit_id, group_id, first, last, level, programme, choice_rank, reason,
    known_from, known_until from pathway_formerenrolment) e
join ({_MERGED}) p on p.id = e.person_id join organisations_unit u on u.id = e.unit_id
left join organisations_group g on g.id = e.group_id"""
_SCHEDULE = """
select u.number as school, g.code as "group", s.subject, s.happened, s.minutes, s.known_from, s.known_until
from pathway_scheduleweek s join organisations_group g on g.id = s.group_id
join organisations_unit u on u.id = g.school_id"""


@dataclass(frozen=True)
class Snapshot:
    """``facts``: rows by kind."""

    folder: Path
    facts: dict[str, int]


def snapshot(out: Path | str) -> Snapshot:
    """Write all facts to the folder ``out``, whole or not at all, replacing the one that is there.

    The key of a person is their uuid; of a double that was merged, the uuid of the one that was kept. Runs as
    a role that sees every row (the system). InputError if the folder can't be written.
    """
    out = Path(out)
    with replaced(out) as folder:
        with writable(out):
            writer = FactWriter(folder)
        try:
            for kind in KINDS.values():
                for table in _tables(kind):
                    with writable(out):
                        writer.add(kind.name, table)
            with writable(out):
                writer.finish()
        finally:
            writer.close()
        manifest = {"schema": SCHEMA_VERSION, "key": KEY, "namespace": KEY, "facts": writer.rows}
        with writable(out):
            write_manifest(folder, manifest)
    return Snapshot(out, writer.rows)


def _query(kind: Kind) -> str:
    if kind.name == "enrolment":
        return _ENROLMENT
    if kind.name == "schedule":
        return _SCHEDULE
    kept = KEPT[kind.name]
    optional = {f.name for f in kind.fields if f.type == "text" and not f.required}
    columns = [
        f"nullif(f.{n}, '') as {n}" if n in optional else f"f.{n}" for n in kind.names if n != "person"
    ]
    return (
        f"select p.person, {', '.join(columns)} from {kept.table} f join ({_MERGED}) p on p.id = f.person_id"
    )


def _tables(kind: Kind) -> Iterator[pa.Table]:
    """The rows of a kind, in blocks, by COPY: no row becomes a Python object."""
    schema = kind.arrow
    types = {f.name: pa.string() if f.type == pa.uuid() else f.type for f in schema}
    names = ", ".join(f'"{name}"' for name in schema.names)
    waiting = bytearray()
    sql = f"copy (select {names} from ({_query(kind)}) q) to stdout (format csv)"
    with connection.cursor() as cursor, cursor.copy(sql) as rows:
        for row in rows:
            waiting += row
            if len(waiting) >= BLOCK:
                yield _table(bytes(waiting), schema, types)
                waiting.clear()
    if waiting:
        yield _table(bytes(waiting), schema, types)


def _table(block: bytes, schema: pa.Schema, types: dict[str, pa.DataType]) -> pa.Table:
    table = pa_csv.read_csv(
        pa.BufferReader(block),
        pa_csv.ReadOptions(column_names=schema.names, use_threads=False),
        pa_csv.ParseOptions(newlines_in_values=True),
        pa_csv.ConvertOptions(column_types=types, strings_can_be_null=True, quoted_strings_can_be_null=False),
    )
    arrays = [_uuids(table[f.name]) if f.type == pa.uuid() else table[f.name] for f in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _uuids(texts: pa.ChunkedArray) -> pa.Array:
    """Each person once: there are far fewer of them than facts."""
    ids = texts.combine_chunks().dictionary_encode()
    keys = pa.array(
        [bytes.fromhex(text.replace("-", "")) for text in ids.dictionary.to_pylist()], pa.binary(16)
    )
    return pa.ExtensionArray.from_storage(pa.uuid(), keys.take(ids.indices))
