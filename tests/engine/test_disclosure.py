"""Counts of few people can't be read, nor worked out from all that is shown: that is tried here.

The reader knows every figure shown, for everyone and by group, how each is the sum of others, and that no
count is below nought. A hidden count is safe if other people would give the same figures but not that count.
"""

import random
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tettpaa.engine.disclosure import FEWEST, hidden
from tettpaa.engine.evaluate import BOOK, Measures, suppressed

RULES = ("a", "b", "c")
FIELDS = ("people", "flagged_true", "missed", "flagged_false", "cleared")
APART = ("", "a", "b", "c")  # the rules that flag a person, where no two rules flag the same one
OVERLAPPING = ("", "a", "b", "c", "ab", "bc", "abc")


@st.composite
def populations(draw, kinds, most_groups):
    """(group, whether it happened, by whom flagged) → number of people: many, but for a few stretches."""
    groups = "wxyz"[: draw(st.integers(1, most_groups))]
    atoms = [(group, happened, kind) for group in groups for happened in (True, False) for kind in kinds]
    people = {atom: draw(st.sampled_from([6, 5, 9, 12, 30])) for atom in atoms}
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.sampled_from(atoms))
        fixed = draw(st.sampled_from([(0, 1, 2), (0,), (0, 1), (1, 2), (2,)]))  # an atom, a group, a rule …
        few = draw(st.sampled_from([0, 1, 3, 4]))
        others = draw(st.sampled_from([0, few]))
        people |= {atom: others for atom in atoms if all(atom[part] == at[part] for part in fixed)}
        people[at] = few
    return people


def counted_in(atom, rule, group, field):
    of, happened, kind = atom
    if group not in (None, of):
        return False
    flagged = bool(kind) if rule == BOOK else rule in kind
    return field == "people" or field == {
        (True, True): "flagged_true",
        (True, False): "missed",
        (False, True): "flagged_false",
        (False, False): "cleared",
    }.get((happened, flagged))


def shown_and_hidden(people):
    """Two lists of figures (the atoms each adds up), as suppressed for everyone and by group."""
    groups = sorted({group for group, *_ in people})
    shown, away = [], []
    for places in ([None], groups):
        rows = []
        for group in places:
            for rule in (BOOK, *RULES):
                counts = [
                    sum(n for atom, n in people.items() if counted_in(atom, rule, group, f)) for f in FIELDS
                ]
                rows.append(Measures(rule, group, **dict(zip(FIELDS, counts, strict=True))))
        for before, row in zip(rows, suppressed(rows), strict=True):
            for field in FIELDS:
                figure = [counted_in(atom, row.rule, row.group, field) for atom in people]
                (away if getattr(row, field) is None else shown).append((figure, getattr(before, field)))
                assert getattr(row, field) in (None, getattr(before, field))
    for place in groups:  # to how many it happened is not told, but must not follow either
        for happened in (True, False):
            figure = [(group, came_true) == (place, happened) for group, came_true, _ in people]
            count = sum(n for n, bit in zip(people.values(), figure, strict=True) if bit)
            if count < FEWEST:
                away.append((figure, count))
    return shown, away


def directions(figures, width):
    """The ways to change the atoms that change no figure: a basis of the null space, by elimination."""
    rows, pivots = [[Fraction(bit) for bit in figure] for figure in figures], []
    for column in range(width):
        done = len(pivots)
        at = next((i for i in range(done, len(rows)) if rows[i][column]), None)
        if at is None:
            continue
        rows[done], rows[at] = rows[at], rows[done]
        rows[done] = [value / rows[done][column] for value in rows[done]]
        for i, row in enumerate(rows):
            if i != done and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[done], strict=True)]
        pivots.append(column)
    for free in set(range(width)) - set(pivots):
        way = [Fraction(i == free) for i in range(width)]
        for row, pivot in zip(rows, pivots, strict=False):
            way[pivot] = -row[free]
        yield way


def farthest(start, ways, aim):
    """The atoms farthest towards ``aim`` along the ways with none below nought: simplex, Bland's rule."""
    ways = [[*way, -sum(way)] for way in ways]  # and not without end: a thousand more at most
    both = ways + [[-step for step in way] for way in ways]
    table = [[Fraction(value), *(way[i] for way in both)] for i, value in enumerate([*start, 1000])]
    goal = [Fraction(0), *(sum(a * b for a, b in zip(aim, way, strict=False)) for way in both)]
    basis, outside = list(range(len(table))), list(range(len(table), len(table) + len(both)))
    while any(gain > 0 for gain in goal[1:]):
        enter = min((name, i + 1) for i, name in enumerate(outside) if goal[i + 1] > 0)[1]
        limits = [(row[0] / -row[enter], basis[i], i) for i, row in enumerate(table) if row[enter] < 0]
        leave = min(limits)[2]
        row = [value / -table[leave][enter] for value in table[leave]]
        row[enter] = 1 / table[leave][enter]
        for other in [*table, goal]:
            if other is not table[leave] and (factor := other[enter]):
                other[:] = [0 if j == enter else value for j, value in enumerate(other)]
                other[:] = [value + factor * row[j] for j, value in enumerate(other)]
        table[leave] = row
        basis[leave], outside[enter - 1] = outside[enter - 1], basis[leave]
    value_of = {name: row[0] for name, row in zip(basis, table, strict=True)}
    return [value_of.get(i, Fraction(0)) for i in range(len(start))]


def given_away(people, worth_hiding=lambda count: True):
    """The hidden counts that only one value fits."""
    shown, away = shown_and_hidden(people)
    left = [(figure, count) for figure, count in away if worth_hiding(count)]
    ways = list(directions([figure for figure, _ in shown], len(people)))
    chance, stuck = random.Random(1), 0
    for attempt in range(400):
        if not left or stuck == 2:  # both ways of the first that is left
            break
        aim = [chance.randint(-9, 9) for _ in people]
        if attempt > 5:  # chance has had its say: now at the one that is left
            aim = [bit if attempt % 2 else -bit for bit in left[0][0]]
        other = farthest(list(people.values()), ways, aim)
        assert min(other) >= 0
        assert all(
            sum(n for n, bit in zip(other, figure, strict=True) if bit) == count for figure, count in shown
        )
        kept = [
            (figure, count)
            for figure, count in left
            if sum(n for n, bit in zip(other, figure, strict=True) if bit) == count
        ]
        stuck = stuck + 1 if attempt > 5 and kept == left else 0
        left = kept
    return left


def apart(*counts):
    """By group: of whom it happened to and of the others, how many each of ``APART`` flags."""
    sides = [(group, happened) for group in "wxyz"[: len(counts) // 2] for happened in (True, False)]
    return {
        (*side, kind): n
        for side, some in zip(sides, counts, strict=True)
        for kind, n in zip(APART, some, strict=True)
    }


@settings(max_examples=150, deadline=None)
@given(populations(APART, 4))
@example(
    apart((6, 6, 6, 9), (6, 6, 6, 9), (6, 6, 6, 6), (6, 6, 6, 6), (0, 0, 1, 0), (1, 1, 1, 1))
)  # other people fit, but only the one way
def test_no_hidden_count_follows_where_no_one_is_flagged_by_two_rules(people):
    if sum(people.values()) >= FEWEST:
        assert given_away(people) == []


@settings(max_examples=100, deadline=None)
@given(populations(OVERLAPPING, 3))
def test_no_count_of_few_follows_where_rules_overlap(people):
    if sum(people.values()) >= FEWEST:
        assert given_away(people, lambda count: count < FEWEST) == []


@settings(deadline=None)
@given(populations(OVERLAPPING, 3))
def test_every_count_under_five_is_hidden(people):
    shown, _ = shown_and_hidden(people)
    assert all(count >= FEWEST for _, count in shown)


def test_nothing_is_hidden_when_all_counts_are_five_or_more():
    people = {(g, happened, kind): 6 for g in "xyz" for happened in (True, False) for kind in APART}
    assert shown_and_hidden(people)[1] == []


def test_the_trial_finds_what_is_given_away():
    """Else the tests above would prove nothing: 3 are what is left of 9, and two noughts of nought."""
    shown = [([1, 1, 0, 0], 9), ([0, 1, 0, 0], 6), ([0, 0, 1, 1], 0)]
    ways = list(directions([figure for figure, _ in shown], 4))
    assert len(ways) == 1
    for aim in ([1, 0, 0, 0], [-1, 0, 0, 0], [0, 0, 1, 0], [0, 0, -1, 1]):
        assert farthest([3, 6, 0, 0], ways, aim) == [3, 6, 0, 0]


@pytest.mark.parametrize(
    ("line", "away"),
    [
        ({"x": [5], "y": [6]}, set()),
        ({"x": [3], "y": [90], "z": [8]}, {"x", "z"}),  # one alone: the next smallest too
        ({"x": [0], "y": [0], "z": [8]}, {"x", "y", "z"}),  # two of nought are nought
        ({"x": [1], "y": [4], "z": [8]}, {"x", "y"}),
        ({"x": [1, 20], "y": [4, 30], "z": [8, 7], "w": [9, 6]}, {"x", "y"}),
        ({"x": [3]}, {"x"}),
    ],
)
def test_what_a_line_hides(line, away):
    assert hidden(line) == away


def test_what_is_hidden_already_needs_company_too():
    assert hidden({"x": [50], "y": [60], "z": [70]}, {"z"}) == {"x", "z"}
