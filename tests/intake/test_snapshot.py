"""A snapshot gives the engine the same facts as the files did."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.intake.export import Export, young
from tettpaa.access.acting import acting_as
from tettpaa.accounts.queries import SYSTEM
from tettpaa.facts.run import make_facts
from tettpaa.facts.schema import KINDS
from tettpaa.facts.store import FactStore
from tettpaa.intake.snapshot import snapshot
from tettpaa.kit.identity import IdentityNumber
from tettpaa.pathway.keys import key_of

pytestmark = pytest.mark.django_db


def rows(folder: Path, kind: str) -> list[str]:
    table = pq.read_table(FactStore.open(folder).path(kind)).drop_columns(
        ["person"] if "person" in KINDS[kind].names else []
    )
    return sorted(map(str, table.to_pylist()))


def test_the_facts_are_those_of_the_files(imported: Export, tmp_path: Path) -> None:
    with acting_as(SYSTEM, "tettpaa_system"):
        snapshot(tmp_path / "snapshot")
    make_facts([imported.folder / "school"], imported.folder / "mapping.toml", tmp_path / "facts")
    for kind in KINDS:
        assert rows(tmp_path / "snapshot", kind) == rows(tmp_path / "facts", kind), kind
    assert rows(tmp_path / "snapshot", "absence")


def test_the_person_is_the_uuid_and_nothing_names_anybody(imported: Export, tmp_path: Path) -> None:
    with acting_as(SYSTEM, "tettpaa_system"):
        snapshot(tmp_path / "snapshot")
    keys = pq.read_table(tmp_path / "snapshot/enrolment.parquet")["person"].to_pylist()
    assert young("Jonas").id in keys
    texts = b"".join(path.read_bytes() for path in (tmp_path / "snapshot").iterdir())
    number = imported.numbers()[0]
    assert not any(w.encode() in texts for w in ("Jonas", number, str(key_of(IdentityNumber.parse(number)))))
