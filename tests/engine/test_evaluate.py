"""What became of those a rule flagged: counted over those whose outcome is known and not yet come."""

import itertools
import json

import pytest

from tettpaa.cli.evaluate import people
from tettpaa.cli.output import _jsonable
from tettpaa.engine.asof import AsOf
from tettpaa.engine.book import parse_book
from tettpaa.engine.evaluate import BOOK, NOT_TOLD, Evaluation, Excluded, Share, evaluate
from tettpaa.engine.identify import identify
from tettpaa.engine.specs.rows import facts_of, write_facts
from tettpaa.kit.errors import InputError

RULES = """
[book]
name = "Test"
version = "1"

[[rule]]
name = "low"
title = { nb = "Lavt", nn = "Lågt", en = "Low" }
source = "test"
severity = 1
valid_from = 2000-01-01
when = { indicator = "score", name = "points", less_than = 20 }

[[rule]]
name = "very-low"
title = { nb = "Svært lavt", nn = "Svært lågt", en = "Very low" }
source = "test"
severity = 2
valid_from = 2000-01-01
when = { indicator = "score", name = "points", less_than = 10 }
"""


class Cohort:
    """People in batches: so many with these points and this outcome."""

    def __init__(self):
        self.number = itertools.count()
        self.tables = {"enrolment": [], "score": [], "outcome": [], "tag": []}

    def add(self, many, points, outcome, *, day="-", sex="girl", split="test"):
        for _ in range(many):
            person = f"p{next(self.number)}"
            school = {"school": "Nes", "group": "1A", "level": "vg1"}
            self.tables["enrolment"].append({"person": person, "happened": "2025-08-01", **school})
            happened = {"person": person, "happened": "2025-09-01"}
            self.tables["score"].append({**happened, "name": "points", "value": points})
            self.tables["tag"].append({**happened, "name": "sex", "value": sex})
            self.tables["tag"].append({**happened, "name": "split", "value": split})
            if outcome != "-":
                became = {"person": person, "happened": day, "name": "quit", "value": outcome}
                self.tables["outcome"].append(became)
        return self

    def evaluate(self, folder, **options) -> Evaluation:
        write_facts(folder / "facts", facts_of(self.tables))
        identify(folder / "facts", parse_book(RULES), AsOf.parse("2025-10-01"), folder / "signals.parquet")
        return evaluate(folder / "facts", folder / "signals.parquet", "quit", **options)


def of(rows, rule=BOOK, group=None):
    return next(row for row in rows if row.rule == rule and row.group == group)


def test_counts_per_rule_and_for_the_book(tmp_path):
    cohort = Cohort().add(10, "5", "1").add(5, "5", "0").add(6, "15", "1").add(7, "15", "0")
    found = cohort.add(8, "25", "1").add(30, "25", "0").evaluate(tmp_path)
    book = of(found.rules)
    assert (book.flagged_true, book.flagged_false, book.missed, book.cleared) == (16, 12, 8, 30)
    assert book.sensitivity == Share(16, 24)
    assert book.specificity == Share(30, 42)
    assert book.precision == Share(16, 28)
    assert book.flagged == Share(28, 66)
    assert of(found.rules, "low").precision == Share(16, 28)
    assert of(found.rules, "very-low").precision == Share(10, 15)


def test_a_rule_that_flagged_few_hides_the_next_one_but_not_the_book(tmp_path):
    cohort = Cohort().add(3, "5", "1").add(8, "5", "0").add(10, "15", "1").add(10, "15", "0")
    found = cohort.add(50, "25", "1").add(200, "25", "0").evaluate(tmp_path)
    book, low, very_low = (of(found.rules, rule) for rule in (BOOK, "low", "very-low"))
    assert (very_low.flagged_true, very_low.missed) == (None, None)  # 63 of the book less 60 missed are 3
    assert low.sensitivity is None
    assert book.sensitivity == Share(13, 63)
    assert very_low.specificity == Share(210, 218)  # of those it did not happen to, none are few


def test_who_is_left_out_is_counted(tmp_path):
    cohort = Cohort().add(9, "5", "1").add(9, "25", "0")
    cohort.add(7, "5", "-").add(4, "5", "1", day="2025-10-02").add(15, "5", "1", split="train")
    found = cohort.evaluate(tmp_path, only=("split", "test"))
    left_out = found.excluded
    assert (left_out.other_tag, left_out.outcome_unknown, left_out.outcome_before) == (15, 7, 0)
    assert of(found.rules).people == 9 + 9 + 4
    assert people(found) == 22 + 15 + 7


def test_few_left_out_are_hidden_with_one_more_reason_and_the_total(tmp_path):
    cohort = Cohort().add(9, "5", "1").add(9, "25", "0").add(5, "5", "-")
    found = cohort.add(1, "5", "1", day="2025-09-30").add(7, "5", "1", split="train")
    found = found.evaluate(tmp_path, only=("split", "test"))
    assert found.excluded == Excluded(7, None, None)
    assert people(found) is None


def test_lead_time_is_told_where_days_are_known(tmp_path):
    cohort = Cohort().add(6, "5", "1", day="2025-10-29").add(5, "5", "1", day="2026-01-07")
    cohort.add(7, "25", "1").add(20, "25", "0")
    low = of(cohort.evaluate(tmp_path).rules, "low")
    assert low.lead_weeks == 4
    assert low.found_in_time == Share(5, 11)


def test_lead_time_of_fewer_than_five_is_not_told(tmp_path):
    cohort = Cohort().add(4, "5", "1", day="2025-10-29").add(20, "25", "0")
    assert of(cohort.evaluate(tmp_path).rules, "low").lead_weeks is None


def test_lead_time_does_not_tell_how_many_were_found(tmp_path):
    cohort = Cohort()
    for sex, found in (("girl", 9), ("boy", 3)):
        cohort.add(found, "5", "1", day="2025-10-20", sex=sex).add(8, "5", "0", sex=sex)
        cohort.add(70, "25", "1", sex=sex).add(60, "25", "0", sex=sex)
    evaluation = cohort.evaluate(tmp_path, by="sex")
    for sex in ("girl", "boy"):
        row = of(evaluation.groups, BOOK, sex)
        assert (row.flagged_true, row.dated, row.in_time, row.lead_weeks) == (None,) * 4
    assert of(evaluation.rules).lead_weeks


def test_those_without_the_tag_are_a_group(tmp_path):
    cohort = Cohort()
    for sex in ("girl", "boy", "untold"):
        cohort.add(20, "5", "1", sex=sex).add(20, "5", "0", sex=sex)
        cohort.add(20, "25", "1", sex=sex).add(20, "25", "0", sex=sex)
    cohort.tables["tag"] = [tag for tag in cohort.tables["tag"] if tag["value"] != "untold"]
    found = cohort.evaluate(tmp_path, by="sex")
    assert [row.group for row in found.groups if row.rule == BOOK] == ["boy", "girl", NOT_TOLD]
    assert of(found.groups, BOOK, NOT_TOLD).sensitivity == Share(20, 40)


def test_one_without_the_tag_does_not_follow_from_the_sum(tmp_path):
    cohort = Cohort()
    for sex, many in (("girl", 20), ("boy", 30)):
        cohort.add(many, "5", "1", sex=sex).add(many, "5", "0", sex=sex)
        cohort.add(many, "25", "1", sex=sex).add(many, "25", "0", sex=sex)
    cohort.add(1, "5", "1", sex="untold")
    cohort.tables["tag"] = [tag for tag in cohort.tables["tag"] if tag["value"] != "untold"]
    found = cohort.evaluate(tmp_path, by="sex")
    assert [of(found.groups, BOOK, sex).people for sex in ("boy", "girl", NOT_TOLD)] == [120, None, None]
    assert [of(found.groups, BOOK, sex).flagged_true for sex in ("girl", NOT_TOLD)] == [None, None]


def test_by_group_with_small_cells_hidden_everywhere(tmp_path):
    cohort = Cohort()
    for sex, found, false, missed, left in (
        ("girl", 9, 8, 7, 60),
        ("boy", 3, 12, 11, 50),
        ("other", 20, 21, 22, 23),
    ):
        cohort.add(found, "5", "1", sex=sex).add(false, "5", "0", sex=sex)
        cohort.add(missed, "25", "1", sex=sex).add(left, "25", "0", sex=sex)
    found = cohort.evaluate(tmp_path, by="sex")
    boys, girls, others = (of(found.groups, BOOK, sex) for sex in ("boy", "girl", "other"))
    assert boys.flagged_true is None
    assert boys.sensitivity is None
    assert girls.flagged_true is None  # or the boys' three follow from the sum
    assert others.sensitivity == Share(20, 42)
    assert '"flagged_true": 3,' not in json.dumps(found, default=_jsonable)


def test_an_outcome_that_was_corrected_counts_as_it_is_held_true_now(tmp_path):
    cohort = Cohort().add(10, "5", "1").add(10, "25", "0")
    for row in cohort.tables["outcome"][:6]:
        row["known_until"] = "2026-06-01"
    cohort.tables["outcome"] += [
        {**row, "known_until": "-", "value": "0"} for row in cohort.tables["outcome"][:6]
    ]
    assert of(cohort.evaluate(tmp_path).rules, "low").people == 20
    assert of(cohort.evaluate(tmp_path).rules, "low").precision is None  # four are left: too few to show


@pytest.mark.parametrize(("options", "word"), [({"only": ("splt", "test")}, "split"), ({"by": "sx"}, "sex")])
def test_an_unknown_tag_is_refused_with_the_nearest_name(tmp_path, options, word):
    with pytest.raises(InputError) as error:
        Cohort().add(5, "5", "1").evaluate(tmp_path, **options)
    assert word in error.value.remedy


def test_an_unknown_value_of_a_tag_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(InputError, match="split=tset") as error:
        Cohort().add(5, "5", "1").evaluate(tmp_path, only=("split", "tset"))
    assert error.value.remedy == "did you mean 'test'?"


def test_nobody_to_count_gives_every_rule_without_figures(tmp_path):
    found = (
        Cohort().add(5, "5", "1").add(5, "5", "-", split="train").evaluate(tmp_path, only=("split", "train"))
    )
    assert [row.rule for row in found.rules] == [BOOK, "low", "very-low"]
    assert {(row.people, row.flagged_true, row.cleared) for row in found.rules} == {(None, None, None)}
    assert people(found) is None


def test_an_unknown_outcome_is_refused(tmp_path):
    cohort = Cohort().add(5, "5", "1")
    cohort.evaluate(tmp_path)
    with pytest.raises(InputError, match="hold no outcome 'quitted'"):
        evaluate(tmp_path / "facts", tmp_path / "signals.parquet", "quitted")


def test_a_file_that_is_not_signals_is_refused(tmp_path):
    Cohort().add(5, "5", "1").evaluate(tmp_path)
    with pytest.raises(InputError, match="not a file of signals"):
        evaluate(tmp_path / "facts", tmp_path / "facts" / "score.parquet", "quit")


@pytest.mark.parametrize(
    ("share", "interval"),
    [
        (Share(0, 10), (0.0, 0.2775)),
        (Share(10, 10), (0.7225, 1.0)),
        (Share(81, 263), (0.2553, 0.3662)),  # the worked example of Newcombe 1998, table I
    ],
)
def test_wilson_interval(share, interval):
    assert share.interval == pytest.approx(interval, abs=1e-4)


def test_nothing_of_nothing_has_no_share():
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None
