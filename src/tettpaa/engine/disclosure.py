"""Disclosure control: counts of few people are not shown, and can't be worked out from those that are.

As Udir does it: a count under five is replaced by a star, and so are others in its line, so that subtraction
from the sum gives none of them away. Two rules whose people overlap can still be compared by who reads both.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

FEWEST = 5
Pair = tuple[
    int, int
]  # flagged and not flagged, of those it happened to or of the others: their sum is known


def hidden(line: Mapping[str, Sequence[int]], already: Collection[str] = ()) -> set[str]:
    """Whose counts must not be shown, in a line where each column's sum is known.

    Everyone with a count under five, and those ``already`` hidden; then, while they are one alone or their
    counts of a column sum to under five, the one with the next smallest count too.
    """
    away = {name for name, counts in line.items() if min(counts) < FEWEST} | set(already)
    rest = sorted(line.keys() - away, key=lambda name: (min(line[name]), name), reverse=True)
    while away and rest and (len(away) == 1 or min(_sum(line[name] for name in away)) < FEWEST):
        away.add(rest.pop())
    return away


def hidden_rules(pairs: Mapping[str, Pair], book: str, already: Collection[str] = ()) -> set[str]:
    """The rules, and the book, whose pair must not be shown for everyone together.

    Where no one is flagged by two rules, those flagged by each and those missed by the whole book are
    everyone: a line whose sum is known.
    """
    line = {rule: pair for rule, pair in pairs.items() if rule != book}
    if book in already or min(pairs[book]) < FEWEST:
        flagged, missed = pairs[book]
        line[book] = missed, flagged
    return hidden(line, already)


def hidden_cells(
    table: Mapping[str, Mapping[str, Pair]],
    book: str,
    groups: Collection[str] = (),
    rules: Collection[str] = (),
) -> tuple[set[str], set[str]]:
    """The groups to hide for every rule, and the rules to hide for every group, of rule → group → pair.

    ``groups`` and ``rules`` are hidden already. The book hides as few groups as it may, and no rule shows
    what the book hides. What is left, with the hidden groups as one, must hold no count under five in a rule
    that is shown, for the rules of each group are a line too. A single group is everyone.
    """
    everyone = {rule: _pair(pairs.values()) for rule, pairs in table.items()}
    rules = hidden_rules(everyone, book, rules)
    if len(table[book]) == 1:
        return set(groups), rules
    away = hidden(table[book], groups)
    columns = [[group] for group in table[book] if group not in away] + ([list(away)] if away else [])
    line = {
        rule: [count for column in columns for count in _pair(pairs[group] for group in column)]
        for rule, pairs in table.items()
        if rule != book
    }
    return away, hidden(line, rules - {book})


def _sum(lists: Iterable[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*lists, strict=True)]


def _pair(pairs: Iterable[Pair]) -> Pair:
    flagged, missed = _sum(pairs)
    return flagged, missed
