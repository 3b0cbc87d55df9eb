"""The day as of which a book is evaluated: a date, or days after the start."""

from datetime import date

import pytest

from tettpaa.engine.asof import AsOf
from tettpaa.kit.errors import InputError


@pytest.mark.parametrize("text", ["2026-01-31", "start+60d", "start+0d"])
def test_it_is_written_as_it_was_read(text: str) -> None:
    assert str(AsOf.parse(f" {text} ")) == text


def test_it_is_a_date_or_days_after_the_start() -> None:
    assert AsOf.parse("2026-01-31") == AsOf(date(2026, 1, 31))
    assert AsOf.parse("start+60d") == AsOf(None, 60)


@pytest.mark.parametrize(
    "text", ["", "today", "2026-02-30", "start+60", "start-60d", "0026-01-31", "9999-12-31"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is no day") as caught:
        AsOf.parse(text)
    assert "start+60d" in (caught.value.remedy or "")
