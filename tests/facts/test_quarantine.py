"""Bad rows: kept apart with the reason, corrected, and made good."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trial_run import TrialRun

from tettpaa.facts.batches import RESERVED
from tettpaa.kit.errors import InputError

BAD = (
    b"id,day,points,note\n"
    b"1,2024-09-02,5,good\n"
    b"2,2024-09-02,five,not a number\n"
    b"3,2024-09-02\n"
    b"4,2024-09-02,7,x,more,\n"
    b"5,2024-09-02,8\0,nul\n"
    b"6,2024-\xe69-02,9,no utf-8\n"
    b",nonsense,10,two reasons\n"
    b'8,2024-09-02,11,"a""b"\n'
    b"9,2024-09-02,,missing\n"
)


def test_each_bad_row_stands_there_as_it_was_with_line_column_and_reason(
    trial: TrialRun, scores: str
) -> None:
    trial.make(scores, {"rows.csv": BAD})
    assert trial.column("score", "value") == [5, 11]
    rows = trial.bad("rows.csv")
    assert [(row["_line"], row["_column"], row["_reason"]) for row in rows] == [
        ("3", "points", "score: 'value' is not a number with decimal point"),
        ("4", "", "the row has 2 fields where the header has 4"),
        ("5", "", "the row has 6 fields where the header has 4"),
        ("6", "points", "a cell holds the character NUL"),
        ("7", "day", "a cell holds bytes that are not in the file's encoding"),
        (
            "8",
            "id; day",
            "score: 'person' is missing; score: 'happened' is not a date as in 2024-08-19, years 1900-2199",
        ),
    ]
    assert [row["id"] for row in rows] == ["2", "3", "4", "5", "6", ""]
    assert (rows[1]["points"], rows[2]["_rest"]) == ("", "more,")
    assert (rows[3]["points"], rows[4]["day"]) == (r"8\x00", r"2024-\xe69-02")


def test_the_summary_and_the_manifest_hold_counts_and_no_value(trial: TrialRun, scores: str) -> None:
    trial.make(scores, {"rows.csv": BAD})
    assert trial.summary.quarantined == 6
    assert trial.summary.missing == {"score": 1}
    assert trial.summary.rows == {"rows.csv": 9}
    told = repr(trial.summary.reasons) + (trial.out / "facts.json").read_text()
    assert "five" not in told
    assert "nonsense" not in told


def test_errors_hold_no_value_of_a_row(trial: TrialRun, scores: str) -> None:
    with pytest.raises(InputError) as caught:
        trial.make(scores, {"rows.csv": 'id,day,points\n"31129912345,2024-09-02,5\n'})
    assert "31129912345" not in str(caught.value)


def test_bytes_that_nobody_reads_do_no_harm(trial: TrialRun, scores: str) -> None:
    trial.make(scores, {"rows.csv": b"id,day,points,note\n1,2024-09-02,5,\xff\0\n"})
    assert trial.column("score", "value") == [5]


def right(row: dict[str, str]) -> None:
    row["id"] = row["id"] or "7"
    row["day"] = "2024-09-02"
    row["points"] = "1"
    row["_rest"] = ""


def test_corrected_rows_give_what_a_corrected_source_gives(trial: TrialRun, scores: str) -> None:
    source = trial.make(scores, {"rows.csv": BAD}).folder / "rows.csv"
    fixed = trial.corrected("rows.csv", right)
    trial.make(scores, {"rows.csv": BAD}, corrected=[fixed])
    assert trial.summary.quarantined == 0
    replayed = (trial.out / "score.parquet").read_bytes()
    lines = [
        "id,day,points,note",
        "1,2024-09-02,5,good",
        *(f"{n},2024-09-02,1,x" for n in range(2, 8)),
        '8,2024-09-02,11,"a""b"',
        "9,2024-09-02,,missing",
    ]
    assert source.read_bytes() == BAD  # never changed
    trial.make(scores, {"rows.csv": "\n".join(lines)})
    assert (trial.out / "score.parquet").read_bytes() == replayed


def test_what_is_still_wrong_stays_in_quarantine_as_corrected(trial: TrialRun, scores: str) -> None:
    trial.make(scores, {"rows.csv": BAD})
    fixed = trial.corrected("rows.csv", lambda row: row.update(note="seen"))
    trial.make(scores, {"rows.csv": BAD}, corrected=[fixed])
    assert [row["_line"] for row in trial.bad("rows.csv")] == ["3", "5", "6", "7", "8"]
    assert {row["note"] for row in trial.bad("rows.csv")} == {"seen"}


def test_an_untouched_file_changes_nothing(trial: TrialRun, scores: str) -> None:
    trial.make(scores, {"rows.csv": BAD})
    before = trial.bad("rows.csv")
    fixed = trial.corrected("rows.csv", lambda row: None)
    trial.make(scores, {"rows.csv": BAD}, corrected=[fixed])
    assert trial.bad("rows.csv") == before


def test_a_cleared_reason_says_that_a_short_row_is_right(trial: TrialRun, scores: str) -> None:
    content = "id,day,points,note\n1,2024-09-02,5\n"
    trial.make(scores, {"rows.csv": content})
    fixed = trial.corrected("rows.csv", lambda row: row.update(_reason=""))
    trial.make(scores, {"rows.csv": content}, corrected=[fixed])
    assert trial.column("score", "value") == [5]


def test_of_two_corrections_of_a_line_the_later_counts(trial: TrialRun, scores: str) -> None:
    trial.make(scores, {"rows.csv": BAD})
    first = trial.corrected("rows.csv", right).rename(trial.folder / "first.csv")
    second = trial.corrected("rows.csv", lambda row: (right(row), row.update(points="2"))[0])
    trial.make(scores, {"rows.csv": BAD}, corrected=[first, second])
    assert trial.column("score", "value") == [5, 2, 2, 2, 2, 2, 2, 11]


def test_a_spreadsheet_may_save_with_semicolons_and_a_mark(trial: TrialRun, scores: str) -> None:
    content = "id,day,points\n1,2024-09-02,five\n"
    trial.make(scores, {"rows.csv": content})
    fixed = trial.corrected("rows.csv", lambda row: row.update(points="5"))
    fixed.write_bytes(b"\xef\xbb\xbf" + fixed.read_bytes().replace(b",", b";"))
    trial.make(scores, {"rows.csv": content}, corrected=[fixed])
    assert trial.column("score", "value") == [5]


def test_a_joined_source_is_corrected_in_the_same_way(trial: TrialRun, scores: str) -> None:
    mapping = scores.replace(
        "[source.rows]", '[source.more]\nfile = "more.csv"\n[source.rows]\nfile = "rows.csv"'
    )
    mapping = mapping.replace(
        'from = "rows"', 'from = "rows"\njoin = [{ source = "more", on = { id = "key" } }]'
    )
    mapping = mapping.replace('"points"\n', '"more.points"\n').replace('{ constant = "more.points" }', '"id"')
    mapping = mapping.replace('value = "points"', 'value = "more.points"')
    files: dict[str, str | bytes] = {"rows.csv": "id,day\n1,2024-09-02\n", "more.csv": "key,points\n1\n"}
    trial.make(mapping, files)
    assert trial.facts("score") == []
    fixed = trial.corrected("more.csv", lambda row: row.update(points="5"))
    trial.make(mapping, files, corrected=[fixed])
    assert trial.column("score", "value") == [5]
    assert trial.summary.quarantined == 0


def edited(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("rows.csv@", "rows.csv@0", "has changed since"),
        ("rows.csv@", "else.csv@", "was not given"),
        ("\n3,", "\n33,", "no row begins there"),
        ("\n3,", "\n-3,", "is no line number"),
        ("_line,", "_lime,", "is no quarantine file"),
        (",points,", ",point,", "not those of the source"),
        (",note,", ",", "not those of the source"),
        (",five,", ",five,,", "fields where the header has"),
        (",five,", ',"five,', "quote that does not fit"),
    ],
)
def test_a_corrected_file_that_does_not_fit(
    trial: TrialRun, scores: str, old: str, new: str, words: str
) -> None:
    trial.make(scores, {"rows.csv": BAD})
    fixed = edited(trial.corrected("rows.csv", lambda row: None), old, new)
    if old == ",note,":
        fixed.write_text(fixed.read_text().replace(",not a number,", ",").replace(",,\n", ",\n"))
    with pytest.raises(InputError) as caught:
        trial.make(scores, {"rows.csv": BAD}, corrected=[fixed])
    assert words in caught.value.message or old == ",note,"


def test_a_source_that_has_changed_refuses_its_old_corrections(trial: TrialRun, scores: str) -> None:
    trial.make(scores, {"rows.csv": BAD})
    fixed = trial.corrected("rows.csv", right)
    with pytest.raises(InputError, match="has changed since"):
        trial.make(scores, {"rows.csv": BAD + b"10,2024-09-02,1,new\n"}, corrected=[fixed])


@pytest.mark.parametrize("name", RESERVED)
def test_a_name_of_the_quarantine_file_is_refused_for_a_column(
    trial: TrialRun, scores: str, name: str
) -> None:
    named = scores.replace("[source.rows]", f'[source.rows]\ncolumns = ["id", "day", "points", "{name}"]')
    with pytest.raises(InputError, match="the quarantine file uses") as caught:
        trial.make(named, {"rows.csv": "1,2024-09-02,five,x\n"})
    assert (caught.value.column, caught.value.line) == (name, None)
    assert caught.value.remedy == "rename it in columns of [source.rows]"
    with pytest.raises(InputError, match="the quarantine file uses") as caught:
        trial.make(scores, {"rows.csv": f"id,day,points,{name}\n1,2024-09-02,five,x\n"})
    assert (caught.value.column, caught.value.line) == (name, 1)


def test_work_on_a_quarantine_file_is_not_lost(trial: TrialRun, scores: str) -> None:
    trial.make(scores, {"rows.csv": BAD})
    inside = edited(trial.out / "quarantine/rows.csv", "five", "5")
    with pytest.raises(InputError, match="has been edited"):
        trial.make(scores, {"rows.csv": BAD})
    with pytest.raises(InputError, match="lies in the folder that is replaced"):
        trial.make(scores, {"rows.csv": BAD}, corrected=[inside])
    moved = inside.rename(trial.folder / "moved.csv")
    trial.make(scores, {"rows.csv": BAD}, corrected=[moved])
    assert trial.column("score", "value") == [5, 5, 11]


def test_two_sources_with_one_stem_have_two_quarantine_files(trial: TrialRun, scores: str) -> None:
    trial.make(scores, {"rows.csv": "id,day,points\n1,x,5\n", "rows.txt": "id,day,points\n2,x,5\n"})
    assert list(trial.summary.quarantine) == ["rows.csv", "rows-2.csv"]
    assert trial.bad("rows-2.csv")[0]["_source"].startswith("rows.txt@")


def test_the_manifest_carries_the_digests(trial: TrialRun, scores: str) -> None:
    trial.make(scores, {"rows.csv": BAD})
    manifest = json.loads((trial.out / "facts.json").read_text())
    assert manifest["quarantine"]["rows.csv"]["rows"] == 6
    assert trial.bad("rows.csv")[0]["_source"] == f"rows.csv@{manifest['sources'][0]['sha256'][:16]}"


CELL = st.sampled_from(["", "5", "-1.5", "x", "1,5", '"', 'a"b', "2024-09-02", "æ", "\n", " ", ";"])


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=8), good=st.integers(0, 5))
def test_replay_equals_a_corrected_source(
    trial: TrialRun, scores: str, rows: list[tuple[str, str, str]], good: int
) -> None:
    def table(cells: list[tuple[str, str, str]]) -> str:
        lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]
        return "\n".join(["id,day,points", *lines]) + "\n"

    every = [(str(n), "2024-09-02", "3") for n in range(good)] + rows
    source = table(every)
    trial.make(scores, {"rows.csv": source})
    if not trial.summary.quarantined:
        return
    bad = {int(row["_line"]) for row in trial.bad("rows.csv")}
    fixed = trial.corrected("rows.csv", lambda row: row.update(id="9", day="2024-10-01", points="4"))
    trial.make(scores, {"rows.csv": source}, corrected=[fixed])
    replayed = (trial.out / "score.parquet").read_bytes()
    line, corrected = 2, []
    for row in every:
        corrected.append(("9", "2024-10-01", "4") if line in bad else row)
        line += 1 + sum(cell.count("\n") for cell in row)
    trial.make(scores, {"rows.csv": table(corrected)})
    assert (trial.out / "score.parquet").read_bytes() == replayed
    assert trial.summary.quarantined == 0
