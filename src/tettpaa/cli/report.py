"""The report of `tettpaa example`."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tettpaa.cli.example import Example


def write_reports(examples: "list[Example]", out: Path) -> dict[str, Path]:
    """One page a language into ``out``, by language."""
    return {}
