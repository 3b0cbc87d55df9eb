"""The table of the absence limit: which version is in force for a school year, and what it cites."""

from datetime import date

import pytest

from tettpaa.engine.law import absence_law, absence_laws


@pytest.mark.parametrize(
    ("year", "cited"),
    [
        (2016, "(2006) § 3-3"),
        (2023, "(2006) § 3-3"),
        (2024, "FOR-2024-06-03-900 § 9-8, in force"),
        (2025, "FOR-2024-06-03-900 § 9-8 as changed 18 February 2025"),
    ],
)
def test_a_school_year_cites_the_regulation_of_its_time(year: int, cited: str) -> None:
    law = absence_law(date(year, 8, 1))
    assert law
    assert cited in law.source


def test_there_was_no_limit_before_2016() -> None:
    assert absence_law(date(2015, 8, 1)) is None


def test_the_new_regulation_of_2024_counts_as_the_old_one_did() -> None:
    old, new = absence_laws()[:2]
    assert vars(old) | {"valid_from": None, "source": ""} == vars(new) | {"valid_from": None, "source": ""}
