"""The one error a user sees: what is wrong, where, and what to do about it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(eq=False)
class InputError(Exception):
    """Something the user gave cannot be used.

    ``message`` says what is wrong and ``remedy`` what to do; ``file``, ``line`` (1 is the first) and
    ``column`` (a name, or a key path such as ``rule[3].when.at_least``) say where. The text never holds
    a value from a row of personal data.
    """

    message: str
    file: Path | str | None = None
    line: int | None = None
    column: str | None = None
    remedy: str | None = None

    @property
    def place(self) -> str:
        """``pupils.csv, line 12, column 'born'``; empty when no place is known."""
        parts = [str(self.file)] if self.file else []
        parts += [f"line {self.line}"] if self.line else []
        parts += [f"'{self.column}'"] if self.column else []
        return ", ".join(parts)

    def __str__(self) -> str:
        head = f"{self.place}: {self.message}" if self.place else self.message
        return f"{head}\n→ {self.remedy}" if self.remedy else head

    def as_dict(self) -> dict[str, str | int | None]:
        """The same, for ``--json``."""
        return {
            "message": self.message,
            "file": str(self.file) if self.file else None,
            "line": self.line,
            "column": self.column,
            "remedy": self.remedy,
        }


class StaleWrite(Exception):
    """Somebody else changed the record since it was read, so that nothing was written.

    ``theirs`` is the record as it stands now and ``mine`` what was to be written (field → value): the page
    shows both.
    """

    def __init__(self, theirs: Any, mine: dict[str, Any]) -> None:
        super().__init__("the record has changed since it was read")
        self.theirs = theirs
        self.mine = mine
