"""A hand-written export of two schools, copied so that a test may edit it."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.intake.export import Export
from tettpaa.kit import clock

DATA = Path(__file__).parent / "data"


@pytest.fixture
def export(tmp_path: Path) -> Iterator[Export]:
    """The files, not imported yet, on Monday 23 November 2026."""
    folder = tmp_path / "export"
    shutil.copytree(DATA, folder)
    with clock.frozen(date(2026, 11, 23)):
        yield Export(folder)


@pytest.fixture
def imported(db: None, export: Export) -> Export:
    """The same, imported."""
    export.load()
    return export
