"""Spans of whole days."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """The days from ``first`` to ``last``, both counted; ``last`` None: no end is known.

    ValueError if it would end before it begins.
    """

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"a period can't end ({self.last}) before it begins ({self.first})")

    @property
    def days(self) -> int | None:
        """Number of days, 1 or more; None without an end."""
        return None if self.last is None else (self.last - self.first).days + 1

    def contains(self, day: date) -> bool:
        return self.first <= day <= (self.last or date.max)

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share at least a day."""
        return self.intersection(other) is not None

    def intersection(self, other: "Period") -> "Period | None":
        """The days that are in both; None if there are none."""
        first = max(self.first, other.first)
        last = _earlier(self.last, other.last)
        return None if last is not None and last < first else Period(first, last)


def _earlier(a: date | None, b: date | None) -> date | None:
    if a is None or b is None:
        return a or b
    return min(a, b)
