"""The tables of law: which row is in force, and that every row tells its source."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tettpaa.kit.tables import csv_rows, in_force, toml_table


@dataclass(frozen=True)
class Rule:
    valid_from: date


DAYS = st.dates(date(2000, 1, 1), date(2003, 1, 1))


@given(st.lists(DAYS, min_size=1), DAYS)
def test_the_newest_rule_that_has_begun_is_in_force(starts, day):
    begun = [start for start in starts if start <= day]
    if begun:
        assert in_force([Rule(start) for start in starts], day).valid_from == sorted(begun)[-1]
    else:
        with pytest.raises(ValueError, match="no rule is known"):
            in_force([Rule(start) for start in starts], day)


@pytest.mark.parametrize("table", ["rule", "day", "month", "individual"])
def test_identity_rows_tell_their_source(table):
    rows = toml_table("identity_numbers")[table]
    assert rows
    assert all(row["source"] for row in rows)


@pytest.mark.parametrize("name", ["counties", "municipalities"])
def test_the_head_of_sources_is_no_row(name):
    rows = csv_rows(name)
    assert all(row["number"].isdigit() and row["name"] for row in rows)
    assert len({row["number"] for row in rows}) == len(rows)
