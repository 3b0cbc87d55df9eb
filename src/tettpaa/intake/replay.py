"""Corrected rows, run again through the mapping that refused them."""

import csv
import gzip
import tempfile
from collections import defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tettpaa.accounts.models import User
from tettpaa.facts.mapping import Mapping, load_mapping
from tettpaa.intake.facts import Imported, import_facts
from tettpaa.intake.kinds import COLUMNS
from tettpaa.intake.models import BatchKind, ImportBatch, QuarantineRow
from tettpaa.intake.register import import_register

REGISTER = "register/"


def run_again(by: User, batch: ImportBatch, rows: list[QuarantineRow]) -> list[Imported]:
    """Import the rows of one batch as changes. The files are gone when this returns, also after an error."""
    of_register = [row for row in rows if row.source.startswith(REGISTER)]
    of_sources = [row for row in rows if not row.source.startswith(REGISTER)]
    done = []
    with tempfile.TemporaryDirectory(prefix="tettpaa-") as name:
        folder = Path(name)
        if of_register:
            _write_register(of_register, folder / "register")
            done.append(
                import_register(
                    by=by,
                    folder=folder / "register",
                    namespace=batch.mapping or None,
                    unit=batch.unit_id,
                    kind=BatchKind.REPLAY,
                )
            )
        if of_sources:
            mapping = folder / "mapping.toml"
            mapping.write_text(batch.mapping, encoding="utf-8")
            files = _write_sources(batch, of_sources, load_mapping(mapping), folder / "sources")
            done.append(
                import_facts(by=by, sources=files, mapping=mapping, unit=batch.unit_id, kind=BatchKind.REPLAY)
            )
    return done


def _write_register(rows: list[QuarantineRow], folder: Path) -> None:
    folder.mkdir()
    for file, found in _by_file(rows).items():
        columns = COLUMNS[file].split()
        with (folder / file).open("w", encoding="utf-8", newline="") as to:
            writer = csv.writer(to, delimiter=";")
            writer.writerow(columns)
            writer.writerows([row.values.get(c, "") for c in columns] for row in found)


def _write_sources(
    batch: ImportBatch, rows: list[QuarantineRow], mapping: Mapping, folder: Path
) -> list[Path]:
    """One file for each file that rows were refused of, in the form that the mapping says."""
    folder.mkdir()
    for file, found in _by_file(rows).items():
        source = mapping.sources[found[0].source]
        columns = batch.headers[source.name]
        cells = [[row.values.get(c, "") for c in columns] for row in found]
        path = folder / file
        if source.format == "parquet" or file.endswith(".parquet"):
            texts = [
                pa.array([value or None for value in column], pa.string())
                for column in zip(*cells, strict=True)
            ]
            pq.write_table(pa.table(texts, names=columns), path)
            continue
        opener = gzip.open if file.endswith(".gz") else open
        with opener(path, "wt", encoding=source.encoding, newline="") as to:
            to.write("\n" * source.skip)
            writer = csv.writer(to, delimiter=source.delimiter, lineterminator="\n")
            if not source.columns:
                writer.writerow(columns)
            writer.writerows(cells)
    for joined in batch.joined.order_by("file"):
        if not (folder / joined.file).exists():
            (folder / joined.file).write_bytes(gzip.decompress(bytes(joined.content)))
    return sorted(folder.iterdir())


def _by_file(rows: list[QuarantineRow]) -> dict[str, list[QuarantineRow]]:
    found = defaultdict(list)
    for row in rows:
        found[row.file].append(row)
    return dict(found)
