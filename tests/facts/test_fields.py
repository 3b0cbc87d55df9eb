"""What a field's expression makes of a cell."""

from collections.abc import Callable
from datetime import date

import pytest
from trial_run import TrialRun

from tettpaa.kit.errors import InputError


def score(value: str = '"points"', happened: str = '"day"', source: str = "", more: str = "") -> str:
    return f"""
namespace = "test"
[source.rows]
{source}
[codes.level]
low = 1
high = 9.5
[codes.begin]
spring = 2024-01-08
autumn = 2024-08-19
[[score]]
from = "rows"
person = "id"
happened = {happened}
name = {{ constant = "points" }}
value = {value}
{more}
"""


def one(trial: TrialRun, mapping: str, points: str = "5", day: str = "2024-09-02") -> dict[str, object] | str:
    """The one fact, or the reason why there is none."""
    trial.make(mapping, {"rows.csv": f'id,day,points\n1,"{day}","{points}"\n'})
    facts = trial.facts("score")
    return facts[0] if facts else next(iter(trial.summary.reasons), "missing")


@pytest.mark.parametrize(
    ("cell", "value"),
    [("5", 5.0), (" 5 ", 5.0), ("-5.25", -5.25), ("1e3", 1000.0), ("+7", 7.0), ("05", 5.0), (".5", 0.5)],
)
def test_numbers(trial: TrialRun, cell: str, value: float) -> None:
    assert one(trial, score(), points=cell)["value"] == value


@pytest.mark.parametrize(
    "cell", ["five", "5,5", "1 000", "1_000", "nan", "inf", "-Infinity", "0x10", "5%", "1e999"]
)
def test_what_is_no_number_goes_to_quarantine(trial: TrialRun, cell: str) -> None:
    assert one(trial, score(), points=cell) == "score: 'value' is not a number with decimal point"


@pytest.mark.parametrize(("cell", "value"), [("5,25", 5.25), ("5", 5.0), ("-0,5", -0.5)])
def test_numbers_with_a_decimal_comma(trial: TrialRun, cell: str, value: float) -> None:
    assert one(trial, score(source='decimal = ","'), points=cell)["value"] == value


@pytest.mark.parametrize("cell", ["5.25", "1.234,5", "5,2,5"])
def test_a_point_beside_a_decimal_comma_is_not_guessed_at(trial: TrialRun, cell: str) -> None:
    assert "decimal comma" in one(trial, score(source='decimal = ","'), points=cell)


def test_scale_leaves_no_noise_behind(trial: TrialRun) -> None:
    assert one(trial, score('{ column = "points", scale = 0.1 }'), points="3")["value"] == 0.3


@pytest.mark.parametrize(
    "cell", ["2024-09-02", "2024-09-02 23:59:59", "2024-09-02T00:00:00Z", " 2024-09-02 "]
)
def test_dates_as_the_standard_writes_them(trial: TrialRun, cell: str) -> None:
    assert one(trial, score(), day=cell)["happened"] == date(2024, 9, 2)


@pytest.mark.parametrize(
    "cell",
    ["02.09.2024", "2024-02-30", "2024-9-2", "20240902", "infinity", "epoch", "0024-09-02", "2424-09-02"],
)
def test_what_is_no_date_goes_to_quarantine(trial: TrialRun, cell: str) -> None:
    assert one(trial, score(), day=cell) == (
        "score: 'happened' is not a date as in 2024-08-19, years 1900-2199"
    )


@pytest.mark.parametrize(
    ("formats", "cell", "day"),
    [
        ('"%d.%m.%Y"', "02.09.2024", date(2024, 9, 2)),
        ('"%d.%m.%Y"', "2.9.2024", date(2024, 9, 2)),
        ('"%d.%m.%y"', "02.09.24", date(2024, 9, 2)),
        ('"%Y%m%d"', "20240902", date(2024, 9, 2)),
        ('"%Y-%m"', "2024-09", date(2024, 9, 1)),
        ('"%G-%V"', "2024-36", date(2024, 9, 2)),
        ('["%d.%m.%Y", "%Y-%m-%d"]', "2024-09-02", date(2024, 9, 2)),
    ],
)
def test_dates_in_a_form_of_their_own(trial: TrialRun, formats: str, cell: str, day: date) -> None:
    assert (
        one(trial, score(happened=f'{{ column = "day", format = {formats} }}'), day=cell)["happened"] == day
    )


@pytest.mark.parametrize("cell", ["30.02.2024", "2024-09-02", "02.09.24"])
def test_a_date_in_another_form_goes_to_quarantine(trial: TrialRun, cell: str) -> None:
    found = one(trial, score(happened='{ column = "day", format = "%d.%m.%Y" }'), day=cell)
    assert found == "score: 'happened' is not a date in the form %d.%m.%Y, years 1900-2199"


@pytest.mark.parametrize(
    ("expression", "day", "expected"),
    [
        ('{ column = "points", days_after = "day" }', "2024-09-02", date(2024, 9, 7)),
        ('{ constant = -2, days_after = "day" }', "2024-09-02", date(2024, 8, 31)),
        ('{ column = "points", days_after = { constant = 2024-01-01 } }', "", date(2024, 1, 6)),
        (
            '{ column = "points", days_after = { column = "day", codes = "begin" } }',
            "autumn",
            date(2024, 8, 24),
        ),
        (
            '{ column = "points", days_after = { constant = 1, days_after = "day" } }',
            "2024-09-02",
            date(2024, 9, 8),
        ),
    ],
)
def test_dates_as_days_after_another(trial: TrialRun, expression: str, day: str, expected: date) -> None:
    assert one(trial, score(happened=expression), day=day)["happened"] == expected


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ("1.5", "score: 'happened' is not a whole number"),
        ("90000", "score: 'happened' falls outside 1900-2199"),
        ("2147483647", "score: 'happened' falls outside 1900-2199"),
    ],
)
def test_days_that_lead_nowhere_go_to_quarantine(trial: TrialRun, points: str, reason: str) -> None:
    assert one(trial, score(happened='{ column = "points", days_after = "day" }'), points=points) == reason


def test_codes_become_their_value(trial: TrialRun) -> None:
    assert one(trial, score('{ column = "points", codes = "level" }'), points="high")["value"] == 9.5


def test_an_unknown_code_goes_to_quarantine(trial: TrialRun) -> None:
    found = one(trial, score('{ column = "points", codes = "level" }'), points="middle")
    assert found == "score: 'value' has a code that list 'level' lacks"


def test_otherwise_is_for_unknown_codes_and_never_for_missing_ones(trial: TrialRun) -> None:
    mapping = score('{ column = "points", codes = "level", otherwise = 0 }')
    assert one(trial, mapping, points="middle")["value"] == 0
    assert one(trial, mapping, points="") == "missing"


@pytest.mark.parametrize("cell", ["", " ", "NA", "-9"])
def test_missing_is_no_fact_and_no_error(trial: TrialRun, cell: str) -> None:
    mapping = score('{ column = "points", missing = ["-9"] }', source='missing = ["", "NA"]')
    assert one(trial, mapping, points=cell) == "missing"
    assert trial.summary.missing == {"score": 1}
    assert trial.summary.quarantined == 0


def test_a_required_field_that_is_missing_goes_to_quarantine(trial: TrialRun) -> None:
    assert one(trial, score(), day="") == "score: 'happened' is missing"


def test_the_main_field_decides_before_the_others(trial: TrialRun) -> None:
    assert one(trial, score(), points="", day="nonsense") == "missing"


def test_known_from_is_the_day_it_happened_unless_told(trial: TrialRun) -> None:
    assert one(trial, score())["known_from"] == date(2024, 9, 2)
    later = score(more='known_from = { constant = 14, days_after = "day" }')
    assert one(trial, later)["known_from"] == date(2024, 9, 16)


def test_known_until_before_known_from_goes_to_quarantine(trial: TrialRun) -> None:
    assert one(trial, score())["known_until"] is None
    found = one(trial, score(more="known_until = { constant = 2024-09-01 }"))
    assert found == "score: 'known_until' is before 'known_from'"


MINUTES = """
namespace = "test"
[source.rows]
[[absence]]
from = "rows"
person = "id"
happened = "day"
minutes = {}
kind = {{ column = "ground" }}
"""


@pytest.mark.parametrize(
    ("expression", "cell", "minutes"),
    [
        ('"time"', "45", 45.0),
        ('{ column = "time", unit = "minutes" }', "45", 45.0),
        ('{ column = "time", unit = "hours" }', "1.1", 66.0),
        ('{ column = "time", unit = "lessons", minutes_each = 45 }', "2", 90.0),
        ('{ column = "time", unit = "days", minutes_each = 360 }', "0.5", 180.0),
        ('{ column = "time", unit = "hours", scale = 0.01 }', "50", 30.0),
    ],
)
def test_minutes_in_any_unit(trial: TrialRun, expression: str, cell: str, minutes: float) -> None:
    rows = f"id,day,time,ground\n1,2024-09-02,{cell},documented\n"
    trial.make(MINUTES.format(expression), {"rows.csv": rows})
    assert trial.column("absence", "minutes") == [minutes]


def test_minutes_below_zero_and_unknown_grounds_go_to_quarantine(trial: TrialRun) -> None:
    trial.make(MINUTES.format('"time"'), {"rows.csv": "id,day,time,ground\n1,2024-09-02,-5,ill\n"})
    assert set(trial.summary.reasons) == {
        "absence: 'minutes' is below 0",
        "absence: 'kind' is not one of undocumented, self_reported, documented, other_approved",
    }


def test_a_whole_number_must_be_whole(trial: TrialRun) -> None:
    mapping = """
namespace = "test"
[source.rows]
[[enrolment]]
from = "rows"
person = "id"
happened = "day"
choice_rank = "rank"
"""
    rows = (
        "id,day,rank\n1,2024-08-19,2\n2,2024-08-19,2.0\n3,2024-08-19,\n4,2024-08-19,1.5\n5,2024-08-19,9e9\n"
    )
    trial.make(mapping, {"rows.csv": rows})
    assert trial.column("enrolment", "choice_rank") == [2, 2, None]
    assert trial.summary.reasons == {"enrolment: 'choice_rank' is not a whole number": 2}


@pytest.mark.parametrize("rank", ["0", "-9"])
def test_a_rank_below_the_first_is_unknown_and_goes_to_quarantine(trial: TrialRun, rank: str) -> None:
    mapping = """
namespace = "test"
[source.rows]
[[enrolment]]
from = "rows"
person = "id"
happened = "day"
choice_rank = "rank"
"""
    trial.make(mapping, {"rows.csv": f"id,day,rank\n1,2024-08-19,1\n2,2024-08-19,{rank}\n"})
    assert trial.column("enrolment", "choice_rank") == [1]
    assert trial.summary.reasons == {"enrolment: 'choice_rank' is below 1": 1}


def test_who_withdrew_before_the_start_is_kept(trial: TrialRun) -> None:
    mapping = """
namespace = "test"
[source.rows]
[[enrolment]]
from = "rows"
person = "id"
happened = "day"
ended = "end"
"""
    trial.make(mapping, {"rows.csv": "id,day,end\n1,2024-08-19,2024-06-20\n"})
    assert trial.column("enrolment", "ended") == [date(2024, 6, 20)]
    assert trial.summary.quarantined == 0


def test_otherwise_leaves_a_missing_optional_field_empty(trial: TrialRun) -> None:
    mapping = """
namespace = "test"
[source.rows]
[codes.step]
1 = "vg1"
[[enrolment]]
from = "rows"
person = "id"
happened = "day"
level = { column = "step", codes = "step", otherwise = "vg2" }
"""
    trial.make(mapping, {"rows.csv": "id,day,step\n1,2024-08-19,1\n2,2024-08-19,9\n3,2024-08-19,\n"})
    assert trial.column("enrolment", "level") == ["vg1", "vg2", None]


def test_several_columns_as_one_text_and_as_one_date(trial: TrialRun) -> None:
    mapping = """
namespace = "test"
[source.rows]
[[schedule]]
from = "rows"
group = { columns = ["school", "class"], separator = "/" }
subject = { constant = "math" }
happened = { columns = ["year", "week"], separator = "-", format = "%G-%V" }
minutes = "minutes"
"""
    trial.make(mapping, {"rows.csv": "school,class,year,week,minutes\nA,1A,2024,36,90\nA,,2024,36,90\n"})
    assert trial.column("schedule", "group") == ["A/1A"]
    assert trial.summary.reasons == {"schedule: 'group' is missing": 1}


@pytest.mark.parametrize(
    ("day", "monday", "known"),
    [
        ("2024-09-05", date(2024, 9, 2), date(2024, 8, 1)),
        ("2025-01-01", date(2024, 12, 30), date(2024, 8, 1)),
        ("2025-06-16", date(2025, 6, 16), date(2024, 8, 1)),
    ],
)
def test_a_schedule_stands_on_its_monday_and_is_known_from_august(
    trial: TrialRun, day: str, monday: date, known: date
) -> None:
    mapping = """
namespace = "test"
[source.rows]
[[schedule]]
from = "rows"
group = "class"
subject = "subject"
happened = "day"
minutes = "minutes"
"""
    trial.make(mapping, {"rows.csv": f"class,subject,day,minutes\n1A,math,{day},90\n"})
    fact = trial.facts("schedule")[0]
    assert (fact["happened"], fact["known_from"]) == (monday, known)


OUTCOME = """
namespace = "test"
[source.rows]
[[outcome]]
from = "rows"
person = "id"
name = { constant = "dropped_out" }
value = "out"
"""


@pytest.mark.parametrize("cell", ["9", "-9", "2", "0.5", "1e9"])
def test_an_outcome_that_is_neither_true_nor_false_goes_to_quarantine(trial: TrialRun, cell: str) -> None:
    trial.make(OUTCOME, {"rows.csv": f"id,out\n1,1.0\n2,0\n3,{cell}\n"})
    assert trial.column("outcome", "value") == [1, 0]
    assert trial.bad("rows.csv")[0]["_column"] == "out"
    assert trial.summary.reasons == {"outcome: 'value' must be 0 or 1": 1}


def test_an_outcome_needs_no_day_and_is_not_known_from_one(trial: TrialRun) -> None:
    trial.make(OUTCOME, {"rows.csv": "id,out\n1,1\n2,0\n3,\n"})
    assert trial.column("outcome", "value") == [1, 0]
    assert trial.column("outcome", "happened") == [None, None]
    assert trial.column("outcome", "known_from") == [None, None]
    assert trial.summary.missing == {"outcome": 1}


def test_quotes_in_the_mapping_do_no_harm(trial: TrialRun, scores: str) -> None:
    nasty = 'it\'s \\"quoted\\"; DROP TABLE batch --'
    trial.make(
        scores.replace('constant = "points"', f'constant = "{nasty}"'),
        {"a.csv": "id,day,points\n1,2024-09-02,5\n"},
    )
    assert trial.column("score", "name") == ['it\'s "quoted"; DROP TABLE batch --']


def test_names_that_differ_only_in_case_are_two_columns(trial: TrialRun, scores: str) -> None:
    mapping = scores.replace('person = "id"', 'person = ["id", "ID", "Id \\" x"]')
    trial.make(mapping, {"a.csv": 'id,ID,"Id "" x",day,points\n1,2,3,2024-09-02,5\n'})
    assert len(trial.facts("score")) == 1


@pytest.mark.parametrize(
    "kind", ["enrolment", "schedule", "absence", "result", "score", "event", "tag", "outcome"]
)
def test_all_tables_are_there_even_when_empty(
    trial: TrialRun, scores: str, kind: str, schema_of: Callable[[str], object]
) -> None:
    trial.make(scores, {"a.csv": "id,day,points\n"})
    assert trial.facts(kind) == []
    assert schema_of(kind)


def test_a_missing_column_is_told_before_anything_is_read(trial: TrialRun, scores: str) -> None:
    with pytest.raises(InputError) as caught:
        trial.make(scores, {"a.csv": "id,day,point\n1,2024-09-02,nonsense\n"})
    assert caught.value.column == "score[1].value"
    assert caught.value.line == 9
    assert "did you mean 'point'" in (caught.value.remedy or "")
    assert not trial.out.exists()
