"""What a delimited file may look like, and what is said when it is broken."""

import gzip
from pathlib import Path

import pytest
from trial_run import TrialRun

from tettpaa.facts import csv_reader, write
from tettpaa.facts.run import make_facts
from tettpaa.kit.errors import InputError

ROWS = "id,day,points\n1,2024-09-02,5\n2,2024-09-03,6\n"


def with_source(scores: str, settings: str) -> str:
    return scores.replace("[source.rows]", f"[source.rows]\n{settings}")


@pytest.mark.parametrize(
    ("settings", "content"),
    [
        ("", ROWS.encode()),
        ("", b"\xef\xbb\xbf" + ROWS.encode()),
        ("", ROWS.replace("\n", "\r\n").encode()),
        ("", ROWS.replace("\n", "\r").encode()),
        ("", ROWS.rstrip("\n").encode()),
        ("", ROWS.replace("\n", "\n\n").encode()),
        ("", b'"id","day","points"\n"1","2024-09-02","5"\n"2","2024-09-03","6"\n'),
        ('delimiter = ";"', ROWS.replace(",", ";").encode()),
        (r'delimiter = "\t"', ROWS.replace(",", "\t").encode()),
        ('delimiter = "§"', ROWS.replace(",", "§").encode()),
        ('encoding = "latin-1"', ROWS.encode("latin-1")),
        ('encoding = "ISO-8859-1"', ROWS.encode("latin-1")),
        ("skip = 2", b"Report,of,2024\n\n" + ROWS.encode()),
        ('columns = ["id", "day", "points"]', ROWS.split("\n", 1)[1].encode()),
        ("", ROWS.replace("id,", " id ,").encode()),
    ],
)
def test_ways_to_write_the_same_rows(trial: TrialRun, scores: str, settings: str, content: bytes) -> None:
    trial.make(with_source(scores, settings), {"rows.csv": content})
    assert trial.column("score", "value") == [5, 6]
    trial.make(with_source(scores, settings), {"rows.csv.gz": gzip.compress(content)})
    assert trial.column("score", "value") == [5, 6]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252", "iso8859-15"])
def test_norwegian_letters_in_every_encoding(trial: TrialRun, scores: str, encoding: str) -> None:
    mapping = with_source(scores, f'encoding = "{encoding}"').replace('{ constant = "points" }', '"økt"')
    content = "id,day,points,økt\n1,2024-09-02,5,blåbærsyltetøy\n".encode(encoding)
    trial.make(mapping, {"rows.csv": content})
    assert trial.column("score", "name") == ["blåbærsyltetøy"]


def test_lines_and_delimiters_inside_quotes(trial: TrialRun, scores: str) -> None:
    content = 'id,day,points,note\n1,2024-09-02,5,"a, ""b""\nc"\n2,oops,6,x\n3,2024-09-02,7,y\n'
    trial.make(scores, {"rows.csv": content})
    assert trial.column("score", "value") == [5, 7]
    assert trial.bad("rows.csv")[0]["_line"] == "4"  # where an editor shows it


def test_the_ways_of_reading_agree_and_so_do_the_blocks(trial: TrialRun, scores: str, monkeypatch) -> None:
    rows = "".join(f"{n},2024-09-{n % 28 + 1:02d},{'x' if n % 50 == 0 else n},æ\n" for n in range(500))
    plain = f"id,day,points,note\n{rows}"
    quoted = plain.replace(",æ", ',"æ"')
    many_lines = plain.replace("\n7,", '\n,,,"\n"\n7,')
    monkeypatch.setattr(write, "GROUP_ROWS", 7)
    found = []
    for size in (1 << 22, 100):
        monkeypatch.setattr(csv_reader, "BLOCK", size)
        monkeypatch.setattr(csv_reader.read, "__defaults__", (None, size))
        for content in (plain, quoted, many_lines):
            trial.make(scores, {"rows.csv": content})
            found.append(((trial.out / "score.parquet").read_bytes(), len(trial.bad("rows.csv"))))
    assert found[0][1] == 10
    assert len(trial.facts("score")) == 490
    assert all(other == found[0] for other in found)


BROKEN = [
    ("", b"", "is empty", None),
    ("", b"\n\n", "header is empty", 1),
    ("", b"id;day;points\n1;2024-09-02;5\n", "delimiter is wrong", 1),
    ("", b"id\tday\tpoints\n", "delimiter is wrong", 1),
    ("", b"id,day,points,day\n", "twice in the header", 1),
    ("", b"id,day,,points\n", "column 3 of the header has no name", 1),
    ("", b"id,day,points,_reason\n", "quarantine file uses", 1),
    ("", b"id,d\xe6y,points\n", "not in the encoding", 1),
    ("", b"id,d\0y,points\n", "not a text", 1),
    ("", b'id,"day,points\n', "quote that is not closed", 1),
    ("", ROWS.encode("utf-16"), "UTF-16", None),
    ("", b"PK\x03\x04etc", "Excel", None),
    ("", b"PAR1etc", "Parquet", None),
    ("", gzip.compress(ROWS.encode()), "compressed with gzip", None),
    ("", b'id,day,points\n1,2024-09-02,5\n"2,2024-09-02,6\n', "never closed", 3),
    ("", b'id,day,points\n1,2024-09-02,"5\n6"\n2,"a\nb","6\n7\n', "never closed", 5),
    ("", b'id,day,points\n1,2024-09-02,"' + b"x" * 200_000 + b"\n", "never closed", 2),
    ("", b"id,day,points\n1,2024-09-02," + b"5" * 6_000_000 + b"\n", "a line is longer", None),
    ('encoding = "latin-1"', b"\xef\xbb\xbf" + ROWS.encode(), "is UTF-8", None),
    ("skip = 1", ROWS.encode(), "data has no column", 7),
]


@pytest.mark.parametrize(("settings", "content", "words", "line"), BROKEN, ids=[case[2] for case in BROKEN])
def test_a_broken_file_is_refused_in_words(
    trial: TrialRun, scores: str, settings: str, content: bytes, words: str, line: int | None
) -> None:
    with pytest.raises(InputError, match=words) as caught:
        trial.make(with_source(scores, settings), {"rows.csv": content})
    assert caught.value.remedy
    if settings != "skip = 1":
        assert caught.value.file == trial.folder / "rows.csv"
        assert caught.value.line == line
    assert not trial.out.exists()


def test_a_compressed_file_that_breaks_off_or_is_none(trial: TrialRun, scores: str) -> None:
    packed = gzip.compress(ROWS.encode() + b"3,2024-09-02,7\n" * 10_000)
    for content, words in (
        (packed[: len(packed) // 2], "breaks off"),
        (packed[:-20] + b"\0" * 20, "damaged"),
        (ROWS.encode(), "is not gzip"),
        (b"", "is empty"),
        (packed[:3], "damaged"),
    ):
        with pytest.raises(InputError, match=words):
            trial.make(scores, {"rows.csv.gz": content})


def test_a_stray_quote_costs_its_own_line_only(trial: TrialRun, scores: str) -> None:
    content = (
        "id,day,points,note\n"
        '1,2024-09-02,5,"open\n'
        "2,2024-09-02,6,fine\n"
        '3,2024-09-02,7,"quoted"\n'
        '4,2024-09-02,8,"a"b\n'
        '5,2024-09-02,9,"x",y\n'
        "6,2024-09-02,10,fine\n"
    )
    trial.make(scores, {"rows.csv": content})
    assert trial.column("score", "value") == [6, 7, 10]
    assert [row["_line"] for row in trial.bad("rows.csv")] == ["2", "5", "6"]


def test_lines_that_a_stray_quote_swallowed_are_given_back(trial: TrialRun, scores: str) -> None:
    content = 'id,day,points\n"1,2024-09-02,5\n2,2024-09-02,6\n3",7\n4,2024-09-02,8\n'
    trial.make(scores, {"rows.csv": content})
    assert trial.column("score", "value") == [6, 8]
    assert [row["_line"] for row in trial.bad("rows.csv")] == ["2", "4"]


def test_a_cell_that_is_far_too_long_costs_its_own_row(trial: TrialRun, scores: str) -> None:
    trial.make(scores, {"rows.csv": ROWS + f"3,2024-09-02,{'5' * 200_000}\n4,2024-09-02,8\n"})
    assert trial.column("score", "value") == [5, 6, 8]
    assert trial.summary.reasons == {"a cell is longer than 131072 characters": 1}


def test_many_files_of_one_source_may_order_their_columns_differently(trial: TrialRun, scores: str) -> None:
    files = {"b.csv": "points,day,id\n6,2024-09-02,2\n", "a.csv": "id,day,points,more\n1,2024-09-02,5,x\n"}
    trial.make(scores, files)
    assert trial.column("score", "value") == [5, 6]  # by name, whatever the order given


def test_a_column_that_one_of_many_files_lacks(trial: TrialRun, scores: str) -> None:
    files = {"a.csv": ROWS, "b.csv": "id,day\n"}
    with pytest.raises(InputError, match="lacks this column") as caught:
        trial.make(scores, files)
    assert (caught.value.file, caught.value.column) == (trial.folder / "b.csv", "points")


def test_a_folder_stands_for_its_data_files(trial: TrialRun, scores: str) -> None:
    data = trial.folder / "data"
    data.mkdir()
    (data / "a.csv").write_text(ROWS)
    (data / "README.md").write_text("about the data")
    (data / ".hidden.csv").write_text("")
    made = make_facts([data], trial.write("m.toml", scores), trial.out)
    assert made.facts["score"] == 2


def test_a_pattern_may_leave_out_that_a_file_is_compressed(trial: TrialRun, scores: str) -> None:
    mapping = with_source(scores, 'file = "ro*.csv"')
    trial.make(mapping, {"rows.csv.gz": gzip.compress(ROWS.encode())})
    assert trial.summary.facts["score"] == 2


TWO = """
namespace = "test"
[source.a]
file = "a*.csv"
[source.b]
file = "*b.csv"
[[score]]
from = "a"
join = [{ source = "b", on = { id = "id" } }]
person = "id"
happened = "day"
name = { constant = "points" }
value = "points"
"""


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a.csv": ROWS}, "no file was given for the source 'b'"),
        ({"a.csv": ROWS, "b.csv": ROWS, "c.csv": ROWS}, "matches no source"),
        ({"a.csv": ROWS, "ab.csv": ROWS}, "matches several sources"),
        ({"a.csv": ROWS, "a2.csv": ROWS, "b.csv": ROWS}, "has the same content"),
    ],
)
def test_each_file_has_one_source_and_each_source_a_file(
    trial: TrialRun, files: dict[str, str | bytes], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        trial.make(TWO, files)


def test_two_empty_exports_may_be_alike(trial: TrialRun) -> None:
    trial.make(TWO, {"a1.csv": "id,day,points\n", "a2.csv": "id,day,points\n", "b.csv": ROWS})
    assert trial.summary.facts["score"] == 0


def test_files_that_cannot_be(trial: TrialRun, scores: str) -> None:
    mapping = trial.write("m.toml", scores)
    rows = trial.write("a.csv", ROWS)
    empty = trial.folder / "empty"
    empty.mkdir()
    cases: list[tuple[list[Path], str]] = [
        ([rows, trial.folder / "." / "a.csv"], "given twice"),
        ([trial.folder / "none.csv"], "no such file"),
        ([empty], "holds no data files"),
        ([trial.write("a.xlsx", ROWS)], "ending '.xlsx' is not known"),
        ([], "no file was given"),
    ]
    for sources, words in cases:
        with pytest.raises(InputError, match=words):
            make_facts(sources, mapping, trial.out)


def test_an_unknown_ending_is_read_when_the_format_is_told(trial: TrialRun, scores: str) -> None:
    trial.make(with_source(scores, 'format = "csv"'), {"rows.dat": ROWS})
    assert trial.summary.facts["score"] == 2
