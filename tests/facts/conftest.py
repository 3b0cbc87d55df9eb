"""Each test has an installation and a bench of its own."""

import os
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from facts_bench import SCORES, Bench

from tettpaa.facts.schema import KINDS


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, with its own secret."""
    folder = tmp_path / "home"
    monkeypatch.setattr(os, "fsync", lambda _: None)  # hundreds of runs; no power will fail
    monkeypatch.setenv("TETTPAA_HOME", str(folder))
    return folder


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def scores() -> str:
    return SCORES


@pytest.fixture
def schema_of(bench: Bench) -> Callable[[str], bool]:
    """Whether a table on the disk has exactly the columns, types and sentences of its kind."""

    def equals(kind: str) -> bool:
        found = pq.read_schema(bench.out / f"{kind}.parquet")
        return bool(found.equals(KINDS[kind].arrow, check_metadata=True))

    return equals
