"""Disclosure control: counts of few people are not shown, and can't be worked out from those that are.

As Udir does it: a count under five is replaced by a star, and so is a second one in the same row and in the
same column, since the sums are known and subtraction would give the first away.
"""

from collections.abc import Mapping

FEWEST = 5
Cell = tuple[str, str]


def hidden(table: Mapping[str, Mapping[str, int]]) -> set[Cell]:
    """The (row, column) pairs of a table of counts that must not be shown when all sums are known.

    Every count under five; then, as long as a row or column hides just one, its next smallest too.
    """
    away = {(row, column) for row, counts in table.items() for column, n in counts.items() if n < FEWEST}
    columns = {column for counts in table.values() for column in counts}
    lines = [[(row, column) for column in table[row]] for row in table]
    lines += [[(row, column) for row in table if column in table[row]] for column in sorted(columns)]
    while True:
        alone = next((line for line in lines if len(away.intersection(line)) == 1 and len(line) > 1), None)
        if alone is None:
            return away
        away.add(min((table[r][c], r, c) for r, c in alone if (r, c) not in away)[1:])
