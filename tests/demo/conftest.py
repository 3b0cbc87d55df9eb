"""One county for all tests here; and a tiny one for those that need several."""

from datetime import date
from pathlib import Path

import pytest

from tests.demo.written_county import TODAY, Written
from tettpaa.demo import write_county
from tettpaa.demo.settings import figures


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Fjordvik at scale 1 on a day in November."""
    out = tmp_path_factory.mktemp("demo") / "fjordvik"
    return Written(write_county(out, today=TODAY), TODAY)


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Writes counties of some hundred people, each to a new folder."""
    monkeypatch.setitem(figures("size"), "cohort", 20)
    made = []

    def write(today: date = TODAY, **options) -> Written:
        made.append(write_county(tmp_path / f"county{len(made)}", today=today, **options))
        return Written(made[-1], today)

    return write
