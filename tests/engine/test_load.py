"""The load of a rule is told by class, by school and by week, before it is switched on."""

from datetime import date

import pytest

from tettpaa.engine.book import parse_book
from tettpaa.engine.evaluate import BOOK
from tettpaa.engine.load import load
from tettpaa.engine.specs.rows import facts_of, read_table, write_facts

RULES = """
[book]
name = "Test"
version = "1"

[[rule]]
name = "warned"
title = { nb = "Varslet", nn = "Varsla", en = "Warned" }
source = "test"
severity = 1
valid_from = 2000-01-01
when = { indicator = "event_count", name = "warning", weeks = 2, at_least = 1 }

[[rule]]
name = "low"
title = { nb = "Lavt", nn = "Lågt", en = "Low" }
source = "test"
severity = 1
valid_from = 2000-01-01
when = { indicator = "score", name = "points", less_than = 20 }
"""

FACTS = {
    "enrolment": """
person  happened    school  group  level
Ada     2025-08-18  Nes     1A     vg1
Bo      2025-08-18  Nes     1A     vg1
Cam     2025-08-18  Nes     1B     vg1
Dag     2025-08-18  Os      1A     vg1
""",
    "event": """
person  happened    name
Ada     2025-09-02  warning
Ada     2025-09-23  warning
Bo      2025-09-16  warning
""",
    "score": """
person  happened    name    value
Ada     2025-08-20  points  12
Dag     2025-09-18  points  12
""",
}


@pytest.fixture
def found(tmp_path):
    write_facts(tmp_path, facts_of({kind: read_table(text) for kind, text in FACTS.items()}))
    return load(tmp_path, parse_book(RULES), date(2025, 9, 28), weeks=4)


def of_class(found, rule):
    return {(row.school, row.group): (row.flagged, row.enrolled) for row in found.classes if row.rule == rule}


def test_each_class_says_how_many_of_how_many(found):
    assert of_class(found, "warned") == {("Nes", "1A"): (2, 2), ("Nes", "1B"): (0, 1), ("Os", "1A"): (0, 1)}
    assert of_class(found, BOOK) == {("Nes", "1A"): (2, 2), ("Nes", "1B"): (0, 1), ("Os", "1A"): (1, 1)}


def test_each_school_is_the_sum_of_its_classes(found):
    schools = {row.school: (row.flagged, row.enrolled) for row in found.schools if row.rule == BOOK}
    assert schools == {"Nes": (2, 3), "Os": (1, 1)}


def test_a_person_is_new_once_in_the_week_the_rule_first_fires(found):
    new = {(row.rule, row.day): row.new for row in found.weeks if row.new}
    assert new == {
        ("warned", date(2025, 9, 7)): 1,
        ("warned", date(2025, 9, 21)): 1,
        ("low", date(2025, 9, 21)): 1,
        (BOOK, date(2025, 9, 21)): 2,
    }


def test_who_was_flagged_when_the_period_began_is_not_new(found):
    assert found.standing == {BOOK: 1, "warned": 0, "low": 1}
    assert found.enrolled == 4


def test_progress_is_told_for_every_week(tmp_path):
    write_facts(tmp_path, facts_of({kind: read_table(text) for kind, text in FACTS.items()}))
    steps = []
    load(tmp_path, parse_book(RULES), date(2025, 9, 28), 3, lambda done, total: steps.append((done, total)))
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
