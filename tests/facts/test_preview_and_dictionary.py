"""What the mapping does to the first rows, in words; and the schema as a page."""

import pytest
from trial_run import TrialRun

from tettpaa.facts.dictionary import render
from tettpaa.facts.preview import FactPreview, preview
from tettpaa.facts.schema import KINDS

MAPPING = """
namespace = "test"
[source.absences]
file = "absences.csv"
[source.lessons]
file = "lessons.csv"
[codes.ground]
U = "undocumented"
[[absence]]
from = "absences"
join = [{ source = "lessons", on = { lesson = "id" } }]
where = [{ column = "status", in = ["away"] }, { column = "date", present = true }]
person = ["school", "pupil"]
happened = { column = "date", format = "%d.%m.%Y" }
subject = "lessons.subject"
minutes = { column = "time", unit = "lessons", minutes_each = 45 }
kind = { column = "code", codes = "ground", otherwise = "documented" }
known_from = { constant = 7, days_after = { column = "date", format = ["%d.%m.%Y"] } }
"""
ROWS = (
    "school,pupil,date,lesson,time,code,status\n"
    "A,31129912345,02.09.2024,L1,2,U,here\n"
    "A,31129912345,02.09.2024,L1,2,U,away\n"
    "A,31129912345,2024-09-02,L1,,x,away\n"
    "A,31129912345,2024-09-02,L1,two,x,away\n"
    "ragged\n"
)


@pytest.fixture
def shown(trial: TrialRun) -> FactPreview:
    paths = [trial.write("absences.csv", ROWS), trial.write("lessons.csv", "id,subject\nL1,MAT\n")]
    found = preview(list(paths), trial.write("m.toml", MAPPING), rows=3)
    assert {path.name for path in trial.folder.iterdir()} == {"absences.csv", "lessons.csv", "m.toml"}
    return found[0]


def test_each_line_is_told_in_words(shown: FactPreview) -> None:
    words = {field.name: field.words for field in shown.fields}
    assert shown.words == (
        "from 'absences'",
        "joined to 'lessons' where 'lesson' = 'lessons.id'",
        "only rows where 'status' is one of 'away'",
        "only rows where 'date' is there",
    )
    assert words == {
        "person": "columns 'school' + 'pupil', made into a key",
        "happened": "column 'date', written %d.%m.%Y",
        "subject": "column 'lessons.subject'",
        "minutes": "column 'time', in lessons, times 45",
        "kind": "column 'code' through the list 'ground', else documented",
        "known_from": "7 as days after column 'date', written %d.%m.%Y",
        "known_until": "not mapped: empty",
    }


def test_each_cell_is_shown_with_what_became_of_it(shown: FactPreview) -> None:
    samples = {field.name: field.samples for field in shown.fields}
    found = [(s.line, s.raw, s.value, s.reason) for s in samples["minutes"]]
    assert found == [
        (3, "2", "90.0", ""),
        (4, "", "", "missing, so no fact is made"),
        (5, "two", "", "'minutes' is not a number with decimal point"),
    ]
    assert [s.value for s in samples["kind"]] == ["undocumented", "documented", "documented"]
    assert samples["happened"][0].value == "2024-09-02"
    assert samples["happened"][2].reason.startswith("'happened' is not a date in the form")
    assert samples["known_from"][0].value == "2024-09-09"
    assert [row.line for row in shown.bad] == [6]


def test_no_id_is_shown(shown: FactPreview) -> None:
    assert "31129912345" not in repr(shown.fields)
    assert len({s.value for s in next(f for f in shown.fields if f.name == "person").samples}) == 1


def test_an_empty_file_has_a_preview_too(trial: TrialRun, scores: str) -> None:
    found = preview([trial.write("a.csv", "id,day,points\n")], trial.write("m.toml", scores))
    assert [field.samples for field in found[0].fields] == [()] * 6


def test_unpivot_is_told_too(trial: TrialRun, scores: str) -> None:
    mapping = scores.replace('from = "rows"', 'from = "rows"\nunpivot = { points = "p", more = "m" }')
    mapping = mapping.replace('{ constant = "points" }', '"$label"').replace('"points"\n', '"$value"\n')
    rows = trial.write("a.csv", "id,day,points,more\n1,2024-09-02,5,6\n")
    found = preview([rows], trial.write("m.toml", mapping))[0]
    assert found.words[1] == "one fact for each of 'points' as p, 'more' as m"
    value = next(field for field in found.fields if field.name == "value")
    assert (value.words, [s.raw for s in value.samples]) == ("the cell", ["5", "6"])


def test_the_dictionary_tells_every_kind_field_and_code() -> None:
    page = render()
    assert page == render()
    for kind in KINDS.values():
        assert f"## {kind.name}\n" in page
        for field in kind.fields:
            assert f"| `{field.name}` | {field.type} |" in page
            for code in field.codes or ():
                assert f"| `{code}` |" in page
    assert "| `minutes` | number | **main** |" in page
