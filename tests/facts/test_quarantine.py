"""Bad rows: kept apart with the reason, corrected, and made good."""

import json
from pathlib import Path

import pytest
from facts_bench import Bench
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


def test_each_bad_row_stands_there_as_it_was_with_line_column_and_reason(bench: Bench, scores: str) -> None:
    bench.make(scores, {"rows.csv": BAD})
    assert bench.column("score", "value") == [5, 11]
    rows = bench.bad("rows.csv")
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


def test_the_summary_and_the_manifest_hold_counts_and_no_value(bench: Bench, scores: str) -> None:
    bench.make(scores, {"rows.csv": BAD})
    assert bench.summary.quarantined == 6
    assert bench.summary.missing == {"score": 1}
    assert bench.summary.rows == {"rows.csv": 9}
    told = repr(bench.summary.reasons) + (bench.out / "facts.json").read_text()
    assert "five" not in told
    assert "nonsense" not in told


def test_errors_hold_no_value_of_a_row(bench: Bench, scores: str) -> None:
    with pytest.raises(InputError) as caught:
        bench.make(scores, {"rows.csv": 'id,day,points\n"31129912345,2024-09-02,5\n'})
    assert "31129912345" not in str(caught.value)


def test_bytes_that_nobody_reads_do_no_harm(bench: Bench, scores: str) -> None:
    bench.make(scores, {"rows.csv": b"id,day,points,note\n1,2024-09-02,5,\xff\0\n"})
    assert bench.column("score", "value") == [5]


def right(row: dict[str, str]) -> None:
    row["id"] = row["id"] or "7"
    row["day"] = "2024-09-02"
    row["points"] = "1"
    row["_rest"] = ""


def test_corrected_rows_give_what_a_corrected_source_gives(bench: Bench, scores: str) -> None:
    source = bench.make(scores, {"rows.csv": BAD}).folder / "rows.csv"
    fixed = bench.corrected("rows.csv", right)
    bench.make(scores, {"rows.csv": BAD}, corrected=[fixed])
    assert bench.summary.quarantined == 0
    replayed = (bench.out / "score.parquet").read_bytes()
    lines = [
        "id,day,points,note",
        "1,2024-09-02,5,good",
        *(f"{n},2024-09-02,1,x" for n in range(2, 8)),
        '8,2024-09-02,11,"a""b"',
        "9,2024-09-02,,missing",
    ]
    assert source.read_bytes() == BAD  # never changed
    bench.make(scores, {"rows.csv": "\n".join(lines)})
    assert (bench.out / "score.parquet").read_bytes() == replayed


def test_what_is_still_wrong_stays_in_quarantine_as_corrected(bench: Bench, scores: str) -> None:
    bench.make(scores, {"rows.csv": BAD})
    fixed = bench.corrected("rows.csv", lambda row: row.update(note="seen"))
    bench.make(scores, {"rows.csv": BAD}, corrected=[fixed])
    assert [row["_line"] for row in bench.bad("rows.csv")] == ["3", "5", "6", "7", "8"]
    assert {row["note"] for row in bench.bad("rows.csv")} == {"seen"}


def test_an_untouched_file_changes_nothing(bench: Bench, scores: str) -> None:
    bench.make(scores, {"rows.csv": BAD})
    before = bench.bad("rows.csv")
    fixed = bench.corrected("rows.csv", lambda row: None)
    bench.make(scores, {"rows.csv": BAD}, corrected=[fixed])
    assert bench.bad("rows.csv") == before


def test_a_cleared_reason_says_that_a_short_row_is_right(bench: Bench, scores: str) -> None:
    content = "id,day,points,note\n1,2024-09-02,5\n"
    bench.make(scores, {"rows.csv": content})
    fixed = bench.corrected("rows.csv", lambda row: row.update(_reason=""))
    bench.make(scores, {"rows.csv": content}, corrected=[fixed])
    assert bench.column("score", "value") == [5]


def test_of_two_corrections_of_a_line_the_later_counts(bench: Bench, scores: str) -> None:
    bench.make(scores, {"rows.csv": BAD})
    first = bench.corrected("rows.csv", right).rename(bench.folder / "first.csv")
    second = bench.corrected("rows.csv", lambda row: (right(row), row.update(points="2"))[0])
    bench.make(scores, {"rows.csv": BAD}, corrected=[first, second])
    assert bench.column("score", "value") == [5, 2, 2, 2, 2, 2, 2, 11]


def test_a_spreadsheet_may_save_with_semicolons_and_a_mark(bench: Bench, scores: str) -> None:
    content = "id,day,points\n1,2024-09-02,five\n"
    bench.make(scores, {"rows.csv": content})
    fixed = bench.corrected("rows.csv", lambda row: row.update(points="5"))
    fixed.write_bytes(b"\xef\xbb\xbf" + fixed.read_bytes().replace(b",", b";"))
    bench.make(scores, {"rows.csv": content}, corrected=[fixed])
    assert bench.column("score", "value") == [5]


def test_a_joined_source_is_corrected_in_the_same_way(bench: Bench, scores: str) -> None:
    mapping = scores.replace(
        "[source.rows]", '[source.more]\nfile = "more.csv"\n[source.rows]\nfile = "rows.csv"'
    )
    mapping = mapping.replace(
        'from = "rows"', 'from = "rows"\njoin = [{ source = "more", on = { id = "key" } }]'
    )
    mapping = mapping.replace('"points"\n', '"more.points"\n').replace('{ constant = "more.points" }', '"id"')
    mapping = mapping.replace('value = "points"', 'value = "more.points"')
    files: dict[str, str | bytes] = {"rows.csv": "id,day\n1,2024-09-02\n", "more.csv": "key,points\n1\n"}
    bench.make(mapping, files)
    assert bench.facts("score") == []
    fixed = bench.corrected("more.csv", lambda row: row.update(points="5"))
    bench.make(mapping, files, corrected=[fixed])
    assert bench.column("score", "value") == [5]
    assert bench.summary.quarantined == 0


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
    bench: Bench, scores: str, old: str, new: str, words: str
) -> None:
    bench.make(scores, {"rows.csv": BAD})
    fixed = edited(bench.corrected("rows.csv", lambda row: None), old, new)
    if old == ",note,":
        fixed.write_text(fixed.read_text().replace(",not a number,", ",").replace(",,\n", ",\n"))
    with pytest.raises(InputError) as caught:
        bench.make(scores, {"rows.csv": BAD}, corrected=[fixed])
    assert words in caught.value.message or old == ",note,"


def test_a_source_that_has_changed_refuses_its_old_corrections(bench: Bench, scores: str) -> None:
    bench.make(scores, {"rows.csv": BAD})
    fixed = bench.corrected("rows.csv", right)
    with pytest.raises(InputError, match="has changed since"):
        bench.make(scores, {"rows.csv": BAD + b"10,2024-09-02,1,new\n"}, corrected=[fixed])


def test_work_on_a_quarantine_file_is_not_lost(bench: Bench, scores: str) -> None:
    bench.make(scores, {"rows.csv": BAD})
    inside = edited(bench.out / "quarantine/rows.csv", "five", "5")
    with pytest.raises(InputError, match="has been edited"):
        bench.make(scores, {"rows.csv": BAD})
    with pytest.raises(InputError, match="lies in the folder that is replaced"):
        bench.make(scores, {"rows.csv": BAD}, corrected=[inside])
    moved = inside.rename(bench.folder / "moved.csv")
    bench.make(scores, {"rows.csv": BAD}, corrected=[moved])
    assert bench.column("score", "value") == [5, 5, 11]


def test_two_sources_with_one_stem_have_two_quarantine_files(bench: Bench, scores: str) -> None:
    bench.make(scores, {"rows.csv": "id,day,points\n1,x,5\n", "rows.txt": "id,day,points\n2,x,5\n"})
    assert list(bench.summary.quarantine) == ["rows.csv", "rows-2.csv"]
    assert bench.bad("rows-2.csv")[0]["_source"].startswith("rows.txt@")


def test_the_manifest_carries_the_digests(bench: Bench, scores: str) -> None:
    bench.make(scores, {"rows.csv": BAD})
    manifest = json.loads((bench.out / "facts.json").read_text())
    assert manifest["quarantine"]["rows.csv"]["rows"] == 6
    assert bench.bad("rows.csv")[0]["_source"] == f"rows.csv@{manifest['sources'][0]['sha256'][:16]}"


CELL = st.sampled_from(["", "5", "-1.5", "x", "1,5", '"', 'a"b', "2024-09-02", "æ", "\n", " ", ";"])


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=8), good=st.integers(0, 5))
def test_replay_equals_a_corrected_source(
    bench: Bench, scores: str, rows: list[tuple[str, str, str]], good: int
) -> None:
    def table(cells: list[tuple[str, str, str]]) -> str:
        lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]
        return "\n".join(["id,day,points", *lines]) + "\n"

    every = [(str(n), "2024-09-02", "3") for n in range(good)] + rows
    source = table(every)
    bench.make(scores, {"rows.csv": source})
    if not bench.summary.quarantined:
        return
    bad = {int(row["_line"]) for row in bench.bad("rows.csv")}
    fixed = bench.corrected("rows.csv", lambda row: row.update(id="9", day="2024-10-01", points="4"))
    bench.make(scores, {"rows.csv": source}, corrected=[fixed])
    replayed = (bench.out / "score.parquet").read_bytes()
    line, corrected = 2, []
    for row in every:
        corrected.append(("9", "2024-10-01", "4") if line in bad else row)
        line += 1 + sum(cell.count("\n") for cell in row)
    bench.make(scores, {"rows.csv": table(corrected)})
    assert (bench.out / "score.parquet").read_bytes() == replayed
    assert bench.summary.quarantined == 0
