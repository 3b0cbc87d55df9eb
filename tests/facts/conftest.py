"""Each test has an installation and a trial run of its own."""

import os
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from trial_run import SCORES, TrialRun

from tettpaa.facts.schema import KINDS


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, with its own secret."""
    folder = tmp_path / "home"
    monkeypatch.setattr(os, "fsync", lambda _: None)  # hundreds of runs; no power will fail
    monkeypatch.setenv("TETTPAA_HOME", str(folder))
    return folder


@pytest.fixture
def trial(tmp_path: Path) -> TrialRun:
    return TrialRun(tmp_path)


@pytest.fixture
def scores() -> str:
    return SCORES


@pytest.fixture
def schema_of(trial: TrialRun) -> Callable[[str], bool]:
    """Whether a table on the disk has exactly the columns, types and sentences of its kind."""

    def equals(kind: str) -> bool:
        found = pq.read_schema(trial.out / f"{kind}.parquet")
        return bool(found.equals(KINDS[kind].arrow, check_metadata=True))

    return equals
