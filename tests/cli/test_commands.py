"""The commands as someone runs them: what they print, what they exit with, and never a traceback."""

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

from tettpaa.cli.main import run

ENROLMENTS = (
    "id;start;class;rank\n1;01.08.2025;1A;1\n2;01.08.2025;1A;2\n3;01.08.2025;1B;1\n4;31.02.2025;1B;1\n"
)
SCORES = "id;points;quit\n1;22,5;1\n2;41;0\n3;;1\n"
MAPPING = """
namespace = "test"

[source.pupils]
file = "pupils.csv"
delimiter = ";"

[source.scores]
file = "scores.csv"
delimiter = ";"
decimal = ","

[[enrolment]]
from = "pupils"
person = "id"
happened = { column = "start", format = "%d.%m.%Y" }
school = { constant = "Nes" }
group = "class"
level = { constant = "vg1" }
choice_rank = "rank"

[[score]]
from = "scores"
person = "id"
happened = { constant = 2025-06-20 }
name = { constant = "grade_points" }
value = "points"

[[outcome]]
from = "scores"
person = "id"
name = { constant = "quit" }
value = "quit"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "pupils.csv").write_text(ENROLMENTS, encoding="utf-8")
    (tmp_path / "scores.csv").write_text(SCORES, encoding="utf-8")
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


@dataclass
class Shown:
    returncode: int
    stdout: str
    stderr: str


def tettpaa(folder: Path, *arguments: str) -> Shown:
    """Run the console script in this process: as users do, but without a second of start-up each time."""
    out, err = io.StringIO(), io.StringIO()
    surroundings = {"TETTPAA_HOME": str(folder / "home"), "COLUMNS": "100", "NO_COLOR": "1"}
    with (
        mock.patch.object(sys, "argv", ["tettpaa", *arguments]),
        mock.patch.dict(os.environ, surroundings),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        os.environ.pop("TETTPAA_TRACEBACK", None)
        try:
            run()
            code = 0
        except SystemExit as left:
            code = int(left.code or 0)
    return Shown(code, out.getvalue(), err.getvalue())


def make_facts(folder):
    return tettpaa(folder, "facts", "pupils.csv", "scores.csv", "--mapping", "mapping.toml", "--out", "facts")


def identify(folder, *more):
    return tettpaa(
        folder, "identify", "--facts", "facts", "--as-of", "2025-09-01", "--out", "signals.parquet", *more
    )


def test_from_export_to_answer(folder):
    assert make_facts(folder).returncode == 3  # one row with 31 February waits in quarantine
    found = identify(folder, "--json")
    assert found.returncode == 0, found.stderr
    summary = json.loads(found.stdout)
    assert (summary["people"], summary["flagged"]) == (3, 1)
    assert summary["by_rule"]["grade-points-under-25"] == 1
    assert summary["peak_mb"] > 0
    said = tettpaa(folder, "signals", "signals.parquet", "--lang", "nn")
    assert "Grunnskulepoeng: 22,5 (regelen: under 25)." in said.stdout
    answer = tettpaa(
        folder, "evaluate", "--facts", "facts", "--signals", "signals.parquet", "--outcome", "quit", "--json"
    )
    assert json.loads(answer.stdout)["rules"][0]["rule"] == ""
    assert json.loads(answer.stdout)["rules"][0]["flagged_true"] is None  # one pupil: too few to show


def test_help_reads_like_a_table_of_contents(folder):
    shown = tettpaa(folder, "--help")
    assert shown.returncode == 0
    places = [
        shown.stdout.index(f" {name} ") for name in ("facts", "load", "identify", "evaluate", "example")
    ]
    assert places == sorted(places)
    assert "Exit codes" in shown.stdout


def test_load_says_how_many_of_a_class(folder):
    make_facts(folder)
    shown = tettpaa(folder, "load", "--facts", "facts", "--as-of", "2025-09-07", "--weeks", "2")
    assert shown.returncode == 0, shown.stderr
    assert "gives 1A 1 of 2" in shown.stdout


def test_the_sql_of_a_rule_is_printed(folder):
    make_facts(folder)
    shown = tettpaa(folder, "sql", "grade-points-under-25", "--facts", "facts", "--as-of", "2025-09-07")
    assert shown.returncode == 0, shown.stderr
    assert "grade_points" in shown.stdout
    assert shown.stdout.lstrip().startswith(("WITH", "SELECT"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["identify", "--facts", "nowhere", "--as-of", "2025-09-01", "--out", "s.parquet"],
            "lacks facts.json",
        ),
        (["identify", "--facts", "facts", "--as-of", "yesterday", "--out", "s.parquet"], "start+60d"),
        (["identify", "--facts", "facts", "--as-of", "2025-09-01", "--out", "no/such/s.parquet"], "folder"),
        (
            ["identify", "--facts", "facts", "--as-of", "2025-09-01", "--out", "s", "--rules", "none.toml"],
            "no such file",
        ),
        (["rules", "--rules", "mapping.toml"], "use one of: book"),
        (["rules", "--rules", "."], "folder, not a file"),
        (["signals", "pupils.csv"], "not a file of signals"),
        (["sql", "grade-points", "--facts", "facts", "--as-of", "2025-09-01"], "grade-points-"),
        (["load", "--facts", "facts", "--as-of", "start+3d"], "not one day"),
        (["load", "--facts", "facts", "--as-of", "2025-09-01", "--rule", "nothing"], "no rule 'nothing'"),
        (["evaluate", "--facts", "facts", "--signals", "mapping.toml", "--outcome", "quit"], "not a file"),
        (["example", "."], "no such file"),
        (["rules", "--rules", "pupils.csv/x"], "cannot be read"),
        (["identify", "--facts", "facts", "--as-of", "2025-09-01", "--out", "."], "folder"),
        (["identify", "--facts", "facts", "--as-of", "2025-09-01", "--out", "/proc/s.parquet"], "cannot be"),
    ],
)
def test_bad_input_is_told_in_words_with_a_remedy(folder, arguments, words):
    make_facts(folder)
    before = sorted(folder.rglob("*"))
    shown = tettpaa(folder, *arguments)
    assert shown.returncode == 2
    assert words in shown.stderr
    assert "→" in shown.stderr
    assert "Traceback" not in shown.stderr
    assert sorted(folder.rglob("*")) == before


def test_an_error_is_json_when_json_is_asked_for(folder):
    shown = tettpaa(folder, "rules", "--rules", "mapping.toml", "--json")
    assert shown.returncode == 2
    error = json.loads(shown.stderr)["error"]
    assert error["file"] == "mapping.toml"
    assert error["remedy"]


def test_names_from_data_are_shown_as_they_are(folder):
    pupils = (folder / "pupils.csv").read_text(encoding="utf-8").replace("1A", "1A [/red] [ny]")
    (folder / "pupils.csv").write_text(pupils, encoding="utf-8")
    make_facts(folder)
    shown = tettpaa(folder, "load", "--facts", "facts", "--as-of", "2025-09-07", "--weeks", "1")
    assert shown.returncode == 0, shown.stderr
    assert "1A [/red] [ny]" in shown.stdout


def test_what_is_written_is_for_the_user_alone(folder):
    make_facts(folder)
    identify(folder)
    written = [folder / "facts", folder / "facts" / "quarantine" / "pupils.csv", folder / "signals.parquet"]
    assert [path.stat().st_mode & 0o077 for path in written] == [0, 0, 0]


def test_what_a_killed_run_left_is_cleared_by_the_next(folder):
    make_facts(folder)
    left = folder / ".signals.parquet.4194305.part"  # no process has that number
    left.write_bytes(b"half")
    assert identify(folder).returncode == 0
    assert not left.exists()
    assert list(folder.glob(".signals*")) == []


def test_json_of_a_rule_says_which_indicator_it_asks(folder):
    shown = tettpaa(folder, "rules", "--json")
    rules = {rule["name"]: rule for rule in json.loads(shown.stdout)["rules"]}
    parts = rules["low-average-first-choice"]["when"]["parts"]
    assert [part["indicator"]["indicator"] for part in parts] == ["score", "choice_rank"]


BOOK = """
[book]
name = "Test"
version = "1"
"""
RULE = """
[[rule]]
name = "points"
title = {{ nb = "Poeng", nn = "Poeng", en = "Points" }}
source = "test"
severity = 1
valid_from = {first}
{until}
when = {{ indicator = "score", name = "grade_points", less_than = {limit} }}
"""


def two_versions(folder):
    old = RULE.format(first="2020-01-01", until="valid_until = 2025-09-01", limit=10)
    new = RULE.format(first="2025-09-01", until="", limit=33)
    (folder / "book.toml").write_text(BOOK + old + new, encoding="utf-8")


def test_the_sql_is_that_of_the_version_that_holds_on_the_day(folder):
    make_facts(folder)
    two_versions(folder)
    asked = ("sql", "points", "--facts", "facts", "--rules", "book.toml", "--as-of")
    assert "33" in tettpaa(folder, *asked, "2025-09-01").stdout
    assert "33" not in tettpaa(folder, *asked, "2025-08-31").stdout
    before = tettpaa(folder, *asked, "2019-01-01")
    assert before.returncode == 2
    assert "holds from 2020-01-01" in before.stderr


def test_the_load_of_a_rule_is_told_before_it_is_valid(folder):
    make_facts(folder)
    draft = RULE.format(first="2027-08-01", until="", limit=33)
    (folder / "book.toml").write_text(BOOK + draft, encoding="utf-8")
    asked = ("load", "--facts", "facts", "--rules", "book.toml", "--as-of", "2025-09-07", "--weeks", "1")
    assert "gives 1A 1 of 2" in tettpaa(folder, *asked).stdout


def test_broken_facts_are_told_of(folder):
    make_facts(folder)
    (folder / "facts" / "score.parquet").write_bytes(b"PAR1 nothing PAR1")
    shown = identify(folder)
    assert shown.returncode == 2
    assert "score.parquet" in shown.stderr
    assert "make the facts anew" in shown.stderr


def test_our_own_fault_is_told_without_values():
    code = (
        "from tettpaa.cli import main, rules\n"
        "def broken(path): raise RuntimeError('Kari Nordmann')\n"
        "rules.book_or_standard = broken\n"
        "main.run()\n"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code, "rules"], capture_output=True, text=True, timeout=60, check=False
    )
    assert shown.returncode == 1
    assert "our own fault (RuntimeError)" in shown.stderr
    assert "Kari" not in shown.stderr
