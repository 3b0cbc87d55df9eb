"""A line of the result."""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Row:
    """``limit`` holds for the ratio ours / theirs, or for ours; None: for information."""

    name: str
    ours: float
    theirs: float
    limit: float | None = None
    limited: Literal["ratio", "ours"] = "ratio"
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def broken(self) -> bool:
        held = self.ratio if self.limited == "ratio" else self.ours
        return self.limit is not None and held > self.limit

    def as_dict(self) -> dict[str, Any]:
        figures = {"ours": self.ours, "theirs": self.theirs, "ratio": self.ratio}
        rounded = {key: round(value, 3) for key, value in figures.items()}
        return {"name": self.name, **rounded, "limit": self.limit, "note": self.note}
