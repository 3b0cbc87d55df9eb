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
    for path in source.rglob("*.py"):
        text = path.read_text(encoding="utf-8").lower()
        assert "hsls" not in text, path
        assert "oulad" not in text, path


def test_an_example_with_an_unknown_key_is_refused_with_its_place(tmp_path):
    folder = tmp_path / "broken"
    shutil.copytree(EXAMPLES / "hsls09", folder)
    text = (folder / "example.toml").read_text(encoding="utf-8")
    (folder / "example.toml").write_text(text.replace("as_of =", "as_off ="), encoding="utf-8")
    shown = tettpaa(tmp_path, "example", "broken", "--out", "out")
    assert shown.returncode == 2
    assert "did you mean 'as_of'" in shown.stderr
    assert "line" in shown.stderr
    assert not (tmp_path / "out").exists()
