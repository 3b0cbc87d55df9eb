"""The examples give the published figures on real pupils, and the report is written beside them."""

import json
import shutil
from pathlib import Path

import pytest
from test_commands import tettpaa

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    shown = tettpaa(
        folder, "example", str(EXAMPLES / "hsls09"), str(EXAMPLES / "oulad"), "--out", "out", "--json"
    )
    assert shown.returncode == 0, shown.stderr
    return folder / "out", json.loads(shown.stdout)


def book_of(run):
    return run["evaluations"][0]["rules"][0]


def test_hsls_gives_the_published_baseline_on_its_test_split(done):
    run = done[1]["examples"][0]["runs"][0]
    found = book_of(run)
    assert found["people"] == 3467
    assert found["sensitivity"]["value"] == pytest.approx(0.624, abs=5e-4)
    assert found["specificity"]["value"] == pytest.approx(0.761, abs=5e-4)
    assert found["precision"]["value"] == pytest.approx(0.327, abs=5e-4)
    assert run["evaluations"][0]["excluded"] == {
        "other_tag": 13865,
        "outcome_unknown": 0,
        "outcome_before": 0,
    }


def test_the_honest_book_of_grade_9_stands_beside_it(done):
    early = done[1]["examples"][0]["runs"][1]
    assert early["evaluations"][0]["as_of"] == "2010-07-01"
    assert book_of(early)["people"] == 3467
    assert 0.5 < book_of(early)["sensitivity"]["value"] < 0.624


def test_a_missing_value_fires_no_rule(done):
    """Of 17,332 pupils 1,406 have no average in grade 9: none of them is flagged by an average alone."""
    summary = done[1]["examples"][0]["runs"][1]["summary"]
    assert summary["people"] == 17332
    assert summary["by_rule"]["low-average"] == 4081  # counted in the source: 0 < average <= 2


def test_oulad_counts_only_who_is_still_enrolled_and_tells_the_lead(done):
    runs = done[1]["examples"][1]["runs"]
    people = [run["summary"]["people"] for run in runs]
    assert people == sorted(people, reverse=True)
    assert all(number < 32593 for number in people)
    for run in runs:
        assert run["evaluations"][0]["excluded"]["outcome_before"] == 0
        assert book_of(run)["lead_weeks"] > 0


def test_a_report_is_written_in_three_languages(done):
    out, result = done
    assert set(result["reports"]) == {"nb", "nn", "en"}
    assert len(list(out.glob("report*.html"))) == 3


def test_the_picture_of_the_readme_is_the_one_the_example_draws(done):
    drawn = (done[0] / "picture.svg").read_text(encoding="utf-8")
    assert (EXAMPLES.parent / "docs" / "picture.svg").read_text(encoding="utf-8") == drawn  # else: make docs


def test_the_code_names_no_data_set():
    source = Path(__file__).parents[2] / "src"
    for path in (path for path in source.rglob("*.*") if path.suffix in (".py", ".toml", ".html", ".css")):
        text = path.read_text(encoding="utf-8").lower()
        assert "hsls" not in text, path
        assert "oulad" not in text, path


SMALL = """
sources = ["pupils.csv"]
mapping = "mapping.toml"
outcome = "quit"
title = { nb = "a", nn = "a", en = "a" }
about = { nb = "a", nn = "a", en = "a" }
limits = { nb = "a", nn = "a", en = "a" }
source = { nb = "a", nn = "a", en = "a" }

[[run]]
label = { nb = "a", nn = "a", en = "a" }
rules = "rules.toml"
as_of = "2025-10-01"
"""
MAPPING = """
namespace = "small"

[source.pupils]
file = "pupils.csv"

[[enrolment]]
from = "pupils"
person = "id"
happened = "start"

[[outcome]]
from = "pupils"
person = "id"
name = { constant = "quit" }
value = "quit"
"""


@pytest.fixture
def small(tmp_path):
    """A small example without published flags, one row of it wrong."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "example.toml").write_text(SMALL, encoding="utf-8")
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    shutil.copy(EXAMPLES / "hsls09" / "rules.toml", folder / "rules.toml")
    (folder / "pupils.csv").write_text("id,start,quit\n1,2025-08-01,1\n2,2025-02-31,0\n", encoding="utf-8")
    return folder


def test_an_example_without_published_flags_runs_and_tells_of_quarantine(small):
    shown = tettpaa(small.parent, "example", "small", "--out", "out")
    assert shown.returncode == 3
    assert "1 rows wait in quarantine" in shown.stderr
    assert (small.parent / "out" / "report.nn.html").is_file()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("as_of =", "as_off =", "did you mean 'as_of'"),
        ('["pupils.csv"]', "5", "a list of texts"),
        ('"2025-10-01"', "2025-10-01", "must be a text"),
        ('outcome = "quit"', "", "add it: a text"),
        ('{ nb = "a", nn = "a", en = "a" }', '{ nb = "a" }', "nb, nn and en"),
        ('outcome = "quit"', 'outcome = "quit"\npublished = "none.csv"', "cannot be read"),
        ('outcome = "quit"', 'outcome = "quit"\npublished = "pupils.csv"', "no published flag"),
    ],
)
def test_an_example_that_is_wrong_is_refused_with_a_remedy(small, old, new, words):
    (small / "example.toml").write_text(SMALL.replace(old, new, 1), encoding="utf-8")
    shown = tettpaa(small.parent, "example", "small", "--out", "out")
    assert shown.returncode == 2
    assert words in shown.stderr
    assert "→" in shown.stderr


def test_a_file_in_the_place_of_the_folder_is_told(small):
    shown = tettpaa(small.parent, "example", "small", "--out", "small/pupils.csv")
    assert shown.returncode == 2
    assert "cannot be made" in shown.stderr
