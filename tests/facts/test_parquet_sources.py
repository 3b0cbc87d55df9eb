"""Parquet as a source, with whatever types it has."""

import errno
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from trial_run import TrialRun

from tettpaa.facts import parquet_reader
from tettpaa.kit.errors import InputError


def parquet(**columns: object) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("day", "points"),
    [
        (pa.array([date(2024, 9, 2)] * 2), pa.array([5.5, None])),
        (pa.array(["2024-09-02"] * 2), pa.array(["5.5", ""])),
        (pa.array([1725264000] * 2, pa.timestamp("s")), pa.array([Decimal("5.50"), None])),
        (pa.array([datetime(2024, 9, 2, 8, tzinfo=UTC)] * 2), pa.array(["5.5", None]).dictionary_encode()),
    ],
)
def test_types_become_texts_and_facts(trial: TrialRun, scores: str, day: pa.Array, points: pa.Array) -> None:
    data = parquet(id=pa.array([1, 2]), day=day, points=points, nested=pa.array([[1], [2]]))
    trial.make(scores, {"rows.parquet": data})
    assert trial.column("score", "value") == [5.5]
    assert trial.column("score", "happened") == [date(2024, 9, 2)]
    assert trial.summary.missing == {"score": 1}


def test_bad_rows_are_numbered_corrected_and_replayed(trial: TrialRun, scores: str, monkeypatch) -> None:
    monkeypatch.setattr(parquet_reader.read, "__defaults__", (None, 2))  # batches of two
    data = parquet(id=["1", "2", "3"], day=["2024-09-02"] * 3, points=["5", "6", "x"], note=[None] * 3)
    trial.make(scores, {"rows.parquet": data})
    assert (trial.bad("rows.csv")[0]["_line"], trial.bad("rows.csv")[0]["points"]) == ("3", "x")
    fixed = trial.corrected("rows.csv", lambda row: row.update(points="7"))
    trial.make(scores, {"rows.parquet": data}, corrected=[fixed])
    assert trial.column("score", "value") == [5, 6, 7]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "cannot be read as Parquet"),
        (b"id,day,points\n", "cannot be read as Parquet"),
        (parquet(id=["1"], day=["x"], points=["5"])[:-9], "cannot be read as Parquet"),
        (parquet(id=["1"], day=["x"], points=[["5"]]), "data has no column 'points'"),
        (parquet(points=[["5"]]), "no plain columns"),
        (parquet(id=["1"], day=["x"], points=["5"], _line=[7]), "the quarantine file uses"),
        (parquet(id=["1"], day=["x"], points=[b"\xff"]), "cannot be read as Parquet"),
    ],
)
def test_a_broken_file_is_refused_in_words(trial: TrialRun, scores: str, data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        trial.make(scores, {"rows.parquet": data})


def test_settings_of_text_are_refused(trial: TrialRun, scores: str) -> None:
    mapping = scores.replace("[source.rows]", '[source.rows]\ndecimal = ","')
    with pytest.raises(InputError, match="has no delimiter"):
        trial.make(mapping, {"rows.parquet": parquet(id=["1"])})


def test_a_disk_that_fails_is_not_told_as_a_broken_file(trial: TrialRun, scores: str, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(pq, "ParquetFile", fail)
    with pytest.raises(InputError, match="cannot be read: Permission denied") as caught:
        trial.make(scores, {"rows.parquet": parquet(id=["1"], day=["x"], points=["5"])})
    assert caught.value.file == trial.folder / "rows.parquet"
