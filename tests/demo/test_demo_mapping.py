"""The county's own mapping makes facts of all its files, and the standard rules do not flood its schools."""

import os
from collections import defaultdict
from datetime import date

import pyarrow.parquet as pq
import pytest

from tests.demo.written_county import TODAY
from tettpaa.demo.cast import member
from tettpaa.engine.asof import AsOf
from tettpaa.engine.book import standard_book
from tettpaa.engine.identify import identify
from tettpaa.facts.keys import keyring
from tettpaa.facts.run import make_facts


@pytest.fixture(scope="module")
def key_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("key") / "person.key"
    path.write_bytes(os.urandom(32))
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def facts(county, key_file, tmp_path_factory):
    sources = [county.out / "school", county.out / "register" / "groups.csv"]
    out = tmp_path_factory.mktemp("facts") / "facts"
    return make_facts(sources, county.out / "mapping.toml", out, key_file=key_file)


@pytest.fixture(scope="module")
def found(facts, tmp_path_factory):
    """The summary of the standard book, and the rules that hit each person key."""
    path = tmp_path_factory.mktemp("signals") / "signals.parquet"
    summary = identify(facts.out, standard_book(), AsOf.parse(TODAY.isoformat()), path)
    rules = defaultdict(set)
    signals = pq.read_table(path, columns=["person", "rule"])
    for person, rule in zip(signals["person"].to_pylist(), signals["rule"].to_pylist(), strict=True):
        rules[str(person)].add(rule)
    return summary, rules


def test_every_row_becomes_a_fact(county, facts):
    rows = county.summary.rows

    assert (facts.quarantined, facts.reasons) == (0, {})
    assert facts.facts["enrolment"] == rows["school/enrolments.csv"]
    assert facts.facts["schedule"] == rows["school/schedule.parquet"]
    assert facts.facts["absence"] == rows["school/absence.parquet"]
    assert facts.facts["event"] == rows["school/warnings.csv"]
    assert facts.facts["outcome"] == 2 * rows["school/outcomes.csv"]
    assert facts.facts["tag"] == 2 * rows["school/pupils.csv"]
    assert facts.facts["result"] + facts.facts["score"] > rows["school/results.csv"]


def test_the_engine_counts_the_same_people(county, found):
    assert found[0].people == county.summary.current


def test_the_rules_flag_some_and_do_not_flood(found):
    summary, _ = found
    by_rule = {rule: signals / summary.people for rule, signals in summary.by_rule.items()}

    assert 0.20 <= summary.flagged / summary.people <= 0.40
    assert max(by_rule.values()) <= 0.20
    # the county measures no well-being
    assert {rule for rule, flagged in by_rule.items() if not flagged} == {"low-well-being"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("jonas-bergli", {"mondays-and-fridays"}),
        ("elias-nordvik", {"warning-of-no-mark"}),
        ("sara-lien", {"single-lessons", "grade-points-25-to-30", "low-average-lower-choice"}),
    ],
)
def test_the_cast_are_found_by_what_their_story_tells(found, key_file, name, expected):
    key = keyring("fjordvik-sis", key_file).key(member(name).identity_number(TODAY))

    assert expected <= found[1][str(key)]


def test_nothing_is_seen_of_amina(found, key_file):
    key = keyring("fjordvik-sis", key_file).key(member("amina-yusuf").identity_number(TODAY))

    assert str(key) not in found[1]


def test_marks_of_the_running_year_wait_for_january(facts):
    results = pq.read_table(facts.out / "result.parquet", columns=["happened"])["happened"]

    assert max(results.to_pylist()) < date(2026, 8, 1)
