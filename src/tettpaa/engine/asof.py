"""The day a rule book is evaluated as of."""

import re
from dataclasses import dataclass
from datetime import date

from tettpaa.kit.errors import InputError


@dataclass(frozen=True)
class AsOf:
    """A day for all, or so many days after each young person's latest enrolment began.

    The latest enrolment is the one with the latest first day among those held true now, that is, not closed
    by a correction.
    """

    day: date | None = None
    days_after_start: int = 0

    @classmethod
    def parse(cls, text: str) -> "AsOf":
        """``2026-01-31`` or ``start+60d``; InputError for anything else."""
        after = re.fullmatch(r"start\+(\d{1,4})d", text.strip())
        if after:
            return cls(None, int(after[1]))
        try:
            day = date.fromisoformat(text.strip())
        except ValueError:
            day = date.min
        if not 1900 <= day.year < 2200:
            remedy = "write a date such as 2026-01-31, or start+60d"
            raise InputError(f"'{text}' is no day", column="--as-of", remedy=remedy)
        return cls(day)

    def __str__(self) -> str:
        return self.day.isoformat() if self.day else f"start+{self.days_after_start}d"
