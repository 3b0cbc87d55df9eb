"""Which rows count, what is looked up for them, and several facts out of one row."""

import pytest
from trial_run import TrialRun

from tettpaa.kit.errors import InputError

ABSENCES = """
namespace = "test"
[source.absences]
file = "absences*.csv"
[source.lessons]
file = "lessons*.csv"
{sources}
[[absence]]
from = "absences"
join = [{{ source = "lessons", on = {{ {on} }} }}{joins}]
where = [{where}]
person = "pupil"
happened = "date"
subject = "{subject}"
minutes = "{minutes}"
kind = {{ constant = "documented" }}
"""


def mapping(
    on: str = 'lesson = "id"',
    where: str = "",
    subject: str = "lessons.subject",
    joins: str = "",
    minutes: str = "lessons.length",
    sources: str = "",
) -> str:
    return ABSENCES.format(on=on, where=where, subject=subject, joins=joins, minutes=minutes, sources=sources)


LESSONS = "id,subject,length\nL1,MAT,45\nL2,NOR,60\nL3,,90\n"


def test_a_row_finds_its_partner(trial: TrialRun) -> None:
    rows = "pupil,date,lesson\n1,2024-09-02,L2\n2,2024-09-02,L1\n3,2024-09-02, L3 \n"
    trial.make(mapping(), {"absences.csv": rows, "lessons.csv": LESSONS})
    assert trial.column("absence", "subject") == ["NOR", "MAT", None]
    assert trial.column("absence", "minutes") == [60, 45, 90]


def test_the_order_of_the_source_is_kept(trial: TrialRun) -> None:
    numbers = [(n * 7919) % 3000 for n in range(3000)]
    rows = "pupil,date,lesson\n" + "".join(f"{n},2024-09-02,L{n}\n" for n in numbers)
    lessons = "id,subject,length\n" + "".join(f"L{n},S,{n}\n" for n in range(3000))
    trial.make(mapping(), {"absences.csv": rows, "lessons.csv": lessons})
    assert trial.column("absence", "minutes") == numbers


def test_no_partner_goes_to_quarantine_once(trial: TrialRun) -> None:
    rows = "pupil,date,lesson\n1,2024-09-02,L9\n2,2024-09-02,L1\n"
    trial.make(mapping(), {"absences.csv": rows, "lessons.csv": LESSONS})
    assert trial.summary.facts["absence"] == 1
    row = trial.bad("absences.csv")[0]
    assert row["_reason"] == "absence: 'minutes' has no partner in 'lessons'"
    assert (row["_line"], row["_column"], row["lesson"]) == ("2", "lesson", "L9")


def test_no_partner_for_an_optional_field_leaves_it_empty(trial: TrialRun) -> None:
    rows = "pupil,date,lesson,length\n1,2024-09-02,L9,45\n"
    trial.make(mapping(minutes="length"), {"absences.csv": rows, "lessons.csv": LESSONS})
    assert trial.column("absence", "subject") == [None]


def test_a_missing_key_is_a_missing_value_and_not_a_missing_partner(trial: TrialRun) -> None:
    trial.make(mapping(), {"absences.csv": "pupil,date,lesson\n1,2024-09-02,\n", "lessons.csv": LESSONS})
    assert trial.summary.missing == {"absence": 1}
    assert trial.summary.quarantined == 0


def test_several_columns_make_one_key(trial: TrialRun) -> None:
    rows = "pupil,date,school,lesson\n1,2024-09-02,A,L1\n1,2024-09-02,B,L1\n"
    lessons = "school,id,subject,length\nA,L1,MAT,45\nB,L1,NOR,60\n"
    trial.make(mapping(on='school = "school", lesson = "id"'), {"absences.csv": rows, "lessons.csv": lessons})
    assert trial.column("absence", "subject") == ["MAT", "NOR"]


def test_a_join_may_go_on_from_a_join(trial: TrialRun) -> None:
    joined = mapping(
        joins=', { source = "subjects", on = { "lessons.subject" = "code" } }',
        subject="subjects.name",
        sources='[source.subjects]\nfile = "subjects.csv"',
    )
    files = {
        "absences.csv": "pupil,date,lesson\n1,2024-09-02,L1\n",
        "lessons.csv": LESSONS,
        "subjects.csv": "code,name\nMAT,mathematics\n",
    }
    trial.make(joined, files)
    assert trial.column("absence", "subject") == ["mathematics"]


def test_a_join_that_comes_later_cannot_be_used_yet(trial: TrialRun) -> None:
    joined = mapping(
        on='"subjects.code" = "id"',
        joins=', { source = "subjects", on = { lesson = "code" } }',
        sources='[source.subjects]\nfile = "subjects.csv"',
    )
    files = {"absences.csv": "pupil,date,lesson\n", "lessons.csv": LESSONS, "subjects.csv": "code,name\n"}
    with pytest.raises(InputError, match="join further down"):
        trial.make(joined, files)


def test_a_key_that_occurs_twice_names_both_lines(trial: TrialRun) -> None:
    files = {
        "absences.csv": "pupil,date,lesson\n",
        "lessons1.csv": "id,subject,length\nL1,MAT,45\nL2,MAT,45\n",
        "lessons2.csv": "id,subject,length\nL3,MAT,45\nL1,NOR,60\n",
    }
    with pytest.raises(InputError) as caught:
        trial.make(mapping(), files)
    assert "lessons1.csv, line 2" in caught.value.message
    assert (caught.value.file, caught.value.line) == (trial.folder / "lessons2.csv", 3)
    assert "L1" not in str(caught.value)


def test_missing_keys_may_occur_twice(trial: TrialRun) -> None:
    lessons = "id,subject,length\n,MAT,45\n,NOR,60\nL1,NOR,60\n"
    trial.make(mapping(), {"absences.csv": "pupil,date,lesson\n1,2024-09-02,L1\n", "lessons.csv": lessons})
    assert trial.summary.facts["absence"] == 1


def test_a_joined_source_has_its_own_missing_texts_and_decimal_sign(trial: TrialRun) -> None:
    text = mapping().replace(
        'file = "lessons*.csv"', 'file = "lessons*.csv"\ndelimiter = ";"\ndecimal = ","\nmissing = ["-"]'
    )
    lessons = "id;subject;length\nL1;-;45,5\n"
    trial.make(text, {"absences.csv": "pupil,date,lesson\n1,2024-09-02,L1\n", "lessons.csv": lessons})
    assert (trial.column("absence", "subject"), trial.column("absence", "minutes")) == ([None], [45.5])


def test_a_bad_row_of_a_joined_source_is_in_quarantine_too(trial: TrialRun) -> None:
    lessons = LESSONS + "L4,MAT\n"
    trial.make(mapping(), {"absences.csv": "pupil,date,lesson\n1,2024-09-02,L4\n", "lessons.csv": lessons})
    assert trial.bad("lessons.csv")[0]["_reason"] == "the row has 2 fields where the header has 3"
    assert trial.summary.quarantined == 2


@pytest.mark.parametrize(
    ("column", "key"),
    [("lesson.subject", "absence[1].subject"), ("subject", "absence[1].subject")],
)
def test_a_column_that_no_join_brings(trial: TrialRun, column: str, key: str) -> None:
    with pytest.raises(InputError) as caught:
        trial.make(mapping(subject=column), {"absences.csv": "pupil,date,lesson\n", "lessons.csv": LESSONS})
    assert caught.value.column == key
    assert "lessons.subject" in (caught.value.remedy or "")


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        ('{ column = "status", in = ["away", "late"] }', [1, 2]),
        ('{ column = "status", not_in = ["late"] }', [1, 3, 4]),
        ('{ column = "status", present = true }', [1, 2, 4]),
        ('{ column = "status", present = false }', [3]),
        ('{ column = "status", not_in = ["late"] }, { column = "status", present = true }', [1, 4]),
        ('{ column = "length", in = [1, 3] }', [1, 3]),
        ('{ column = "lessons.subject", in = ["NOR"] }', [2]),
        ('{ column = "lessons.subject", present = false }', [3, 4]),
    ],
)
def test_filters(trial: TrialRun, where: str, kept: list[int]) -> None:
    rows = "pupil,date,lesson,status,length\n"
    rows += "a,2024-09-02,L1,away,1\nb,2024-09-02,L2,late,2\nc,2024-09-02,L3, ,3\nd,2024-09-02,L8,here,4\n"
    trial.make(mapping(where=where, minutes="length"), {"absences.csv": rows, "lessons.csv": LESSONS})
    assert trial.column("absence", "minutes") == kept


def test_a_row_that_is_filtered_out_may_hold_anything(trial: TrialRun) -> None:
    rows = "pupil,date,lesson,status\n,nonsense,L1,here\n"
    where = '{ column = "status", in = ["away"] }'
    trial.make(mapping(where=where), {"absences.csv": rows, "lessons.csv": LESSONS})
    assert (trial.summary.quarantined, trial.summary.missing) == (0, {"absence": 0})


MARKS = """
namespace = "test"
[source.marks]
[[result]]
from = "marks"
unpivot = { MAT = "mathematics", NOR = "norwegian", Orden = "order" }
where = [{ column = "$value", not_in = ["skip"] }]
person = "pupil"
happened = "day"
subject = "$label"
mark = "$value"
assessment = { constant = "final" }
"""


def test_wide_columns_become_facts(trial: TrialRun) -> None:
    rows = "pupil,day,MAT,NOR,Orden\n1,2024-06-15,4,IV,G\n2,2024-06-15,,2,\n3,2024-06-15,skip,skip,Lg\n"
    trial.make(MARKS, {"marks.csv": rows})
    found = list(zip(trial.column("result", "subject"), trial.column("result", "mark"), strict=True))
    assert found == [
        ("mathematics", "4"),
        ("norwegian", "IV"),
        ("order", "G"),
        ("norwegian", "2"),
        ("order", "Lg"),
    ]
    assert trial.summary.missing == {"result": 2}


def test_one_bad_cell_of_a_wide_row_does_not_cost_the_others(trial: TrialRun) -> None:
    trial.make(MARKS, {"marks.csv": "pupil,day,MAT,NOR,Orden\n1,2024-06-15,7,3,G\n"})
    assert trial.column("result", "mark") == ["3", "G"]
    assert len(trial.bad("marks.csv")) == 1


def test_several_kinds_out_of_one_row(trial: TrialRun) -> None:
    text = """
namespace = "test"
[source.rows]
[[enrolment]]
from = "rows"
person = "id"
happened = "start"
[[tag]]
from = "rows"
person = "id"
happened = "start"
name = { constant = "sex" }
value = "sex"
[[event]]
from = "rows"
person = "id"
happened = "warned"
name = { constant = "warning_9_7" }
where = [{ column = "warned", present = true }]
"""
    trial.make(text, {"rows.csv": "id,start,sex,warned\n1,2024-08-19,girl,2024-10-01\n2,2024-08-19,,x\n"})
    assert trial.summary.facts["enrolment"] == 2
    assert trial.summary.facts["tag"] == 1
    assert trial.summary.facts["event"] == 1
    assert trial.bad("rows.csv")[0]["_column"] == "warned"
    keys = trial.column("enrolment", "person") + trial.column("tag", "person")
    assert len(set(keys)) == 2
