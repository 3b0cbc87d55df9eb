"""The command `tettpaa facts`: what is printed and how it ends."""

import json
import sys
from pathlib import Path

import pytest
from trial_run import TrialRun

from tettpaa.cli import main

GOOD = "id,day,points\n31129912345,2024-09-02,5\n"
BAD = GOOD + "31129912345,[bold]x,6\n"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["tettpaa", "facts", *map(str, arguments)])
    try:
        main.run()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@pytest.fixture
def mapping(trial: TrialRun, scores: str) -> Path:
    return trial.write("m.toml", scores)


def test_all_good_ends_with_0(trial: TrialRun, mapping: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, trial.write("a.csv", GOOD), "--mapping", mapping, "--out", trial.out) == 0
    printed = capsys.readouterr().out
    assert "score" in printed
    assert "31129912345" not in printed


def test_some_in_quarantine_ends_with_3_and_counts_by_reason(
    trial: TrialRun, mapping: Path, monkeypatch, capsys
) -> None:
    source = trial.write("a.csv", BAD)
    assert run(monkeypatch, source, "--mapping", mapping, "--out", trial.out) == 3
    captured = capsys.readouterr()
    assert "quarantine" in captured.out
    assert "31129912345" not in captured.out + captured.err
    assert "bold" not in captured.out
    fixed = trial.corrected("a.csv", lambda row: row.update(day="2024-09-03"))
    assert run(monkeypatch, source, "-m", mapping, "-o", trial.out, "--corrected", fixed) == 0


def test_bad_input_ends_with_2_and_writes_nothing(
    trial: TrialRun, mapping: Path, monkeypatch, capsys
) -> None:
    assert run(monkeypatch, trial.write("a.csv", ""), "--mapping", mapping, "--out", trial.out) == 2
    assert "is empty" in capsys.readouterr().err
    assert not trial.out.exists()
    assert run(monkeypatch, trial.write("a.csv", GOOD), "--mapping", mapping) == 2  # no --out


def test_json(trial: TrialRun, mapping: Path, monkeypatch, capsys) -> None:
    arguments = (trial.write("a.csv", BAD), "--mapping", mapping, "--out", trial.out, "--json")
    assert run(monkeypatch, *arguments) == 3
    told = json.loads(capsys.readouterr().out)
    assert told["facts"]["score"] == 1
    assert told["quarantined"] == 1
    assert list(told["quarantine"]) == ["a.csv"]


def test_a_preview_writes_nothing_and_shows_text_as_it_is(
    trial: TrialRun, mapping: Path, monkeypatch, capsys
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    source = trial.write("a.csv", BAD)
    assert run(monkeypatch, source, "--mapping", mapping, "--preview", "--rows", "2") == 0
    printed = capsys.readouterr().out
    assert "[bold]x" in printed
    assert "column 'points'" in printed
    assert "31129912345" not in printed
    assert not trial.out.exists()
    assert run(monkeypatch, source, "--mapping", mapping, "--preview", "--json") == 0
    assert json.loads(capsys.readouterr().out)[0]["kind"] == "score"
