"""Counts of few people can't be read, nor worked out from the sums and the counts beside them."""

from hypothesis import given
from hypothesis import strategies as st

from tettpaa.engine.disclosure import FEWEST, hidden

tables = st.dictionaries(
    st.sampled_from("abcdef"),
    st.fixed_dictionaries({cell: st.integers(0, 40) for cell in ("found", "missed", "false", "left")}),
    min_size=1,
)


@given(tables)
def test_every_count_under_five_is_hidden(table):
    away = hidden(table)
    for row, counts in table.items():
        for cell, count in counts.items():
            assert count >= FEWEST or (row, cell) in away


@given(tables)
def test_no_hidden_count_follows_from_the_sum_of_its_row_or_column(table):
    away = hidden(table)
    for row, counts in table.items():
        assert len([cell for cell in counts if (row, cell) in away]) != 1
    if len(table) > 1:
        for cell in ("found", "missed", "false", "left"):
            assert len([row for row in table if (row, cell) in away]) != 1


@given(tables)
def test_nothing_is_hidden_when_all_counts_are_five_or_more(table):
    large = {row: {cell: count + FEWEST for cell, count in counts.items()} for row, counts in table.items()}
    assert hidden(large) == set()


def test_the_second_one_hidden_is_the_next_smallest():
    assert hidden(
        {"girls": {"found": 3, "missed": 90, "left": 20}, "boys": {"found": 8, "missed": 70, "left": 40}}
    ) == {
        ("girls", "found"),
        ("girls", "left"),
        ("boys", "found"),
        ("boys", "left"),
    }
