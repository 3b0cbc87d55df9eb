"""Numbers of organisations, schools, municipalities and counties."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.kit.numbers import (
    OrganisationNumber,
    SchoolNumber,
    Validity,
    counties,
    county,
    municipality,
    municipality_validity,
)

VALID, NOT_VALID, UNKNOWN = Validity.VALID, Validity.NOT_VALID, Validity.UNKNOWN


# Brønnøysundregistrene's example, and public bodies.
@pytest.mark.parametrize("text", ["123456785", "982 759 846", "NO974760673MVA", " 971\u00a0526\u00a0920 "])
def test_organisation_numbers(text):
    number = OrganisationNumber.parse(text)
    assert str(number) == "".join(char for char in text if char.isdigit())
    assert number.grouped.split("\u00a0") == [str(number)[i : i + 3] for i in (0, 3, 6)]


@pytest.mark.parametrize(
    "text", ["", "98275984", "9827598460", "982759845", "98275984x", "٩٨٢٧٥٩٨٤٦", "000000001"]
)
def test_what_is_no_organisation_number(text):
    with pytest.raises(InputError):
        OrganisationNumber.parse(text)


@given(st.integers(10**7, 10**8 - 1))
def test_at_most_one_control_digit_fits(head):
    fits = [digit for digit in range(10) if _accepts(f"{head}{digit}")]
    assert len(fits) <= 1
    for digit in fits:
        for place in range(8):
            wrong = str(head)[:place] + str((int(str(head)[place]) + 1) % 10) + str(head)[place + 1 :]
            assert not _accepts(f"{wrong}{digit}")


def _accepts(text):
    try:
        return bool(OrganisationNumber(text))
    except InputError:
        return False


@pytest.mark.parametrize(
    ("year", "how_many", "some"),
    [
        (2017, 19, {"Nord-Trøndelag", "Finnmark"}),
        (2018, 18, {"Trøndelag", "Troms"}),
        (2020, 11, {"Viken", "Vestland", "Troms og Finnmark"}),
        (2024, 15, {"Akershus", "Vestland", "Troms"}),
    ],
)
def test_the_counties_of_a_year(year, how_many, some):
    for day in date(year, 1, 1), date(year, 12, 31):
        assert len(counties(day)) == how_many
        assert some <= {c.name for c in counties(day)}


def test_a_county_has_its_time():
    assert county("30", date(2023, 12, 31)).name == "Viken"
    for number, day in ("30", date(2024, 1, 1)), ("31", date(2023, 12, 31)), ("99", date(2026, 1, 1)):
        with pytest.raises(InputError, match="no county"):
            county(number, day)


def test_today_decides_unless_told():
    with clock.frozen(date(2021, 5, 1)):
        assert county("54") in counties()
        assert municipality_validity("3107") is NOT_VALID
    with clock.frozen(date(2026, 5, 1)):
        assert municipality_validity("3107") is VALID


@pytest.mark.parametrize(
    ("number", "name", "in_2017", "in_2021", "in_2024", "in_2026"),
    [
        ("0301", "Oslo", VALID, VALID, VALID, VALID),
        ("0106", "Fredrikstad", VALID, NOT_VALID, NOT_VALID, NOT_VALID),
        ("3107", "Fredrikstad", NOT_VALID, NOT_VALID, VALID, VALID),
        ("4601", "Bergen", NOT_VALID, UNKNOWN, UNKNOWN, VALID),
        ("1508", "Ålesund", NOT_VALID, UNKNOWN, UNKNOWN, VALID),
        ("1504", "Ålesund", VALID, UNKNOWN, UNKNOWN, NOT_VALID),
        ("5061", "Rindal", NOT_VALID, UNKNOWN, UNKNOWN, VALID),
    ],
)
def test_when_a_municipality_number_holds(number, name, in_2017, in_2021, in_2024, in_2026):
    assert municipality(number).name == name
    days = [date(year, 6, 1) for year in (2017, 2021, 2024, 2026)]
    assert [municipality_validity(number, day) for day in days] == [in_2017, in_2021, in_2024, in_2026]


@pytest.mark.parametrize("number", ["3001", "3801", "5401"])
def test_numbers_between_the_lists_are_not_denied(number):
    assert municipality_validity(number, date(2021, 6, 1)) is UNKNOWN
    assert municipality_validity(number, date(2026, 6, 1)) is NOT_VALID
    with pytest.raises(InputError, match="none of our lists"):
        municipality(number)


def test_nothing_is_claimed_before_the_first_list():
    assert municipality_validity("0710", date(2016, 12, 31)) is UNKNOWN  # Sandefjord: new in 2017
    assert municipality_validity("0710", date(2017, 1, 1)) is VALID
    assert municipality_validity("0301", date(2010, 1, 1)) is UNKNOWN


@pytest.mark.parametrize("number", ["", "301", "03010", "0a01", "9901", "46"])
def test_what_is_no_municipality_number(number):
    assert municipality_validity(number, date(2026, 1, 1)) is NOT_VALID


def test_both_lists_are_whole():
    old, new = (
        sum(municipality_validity(f"{n:04}", day) is VALID for n in range(10000))
        for day in (date(2017, 6, 1), date(2025, 6, 1))
    )
    assert (old, new) == (426, 357)


def test_a_county_knows_its_municipalities():
    vestland = county("46", date(2026, 1, 1))
    assert len(vestland.municipalities) == 43
    assert {m.county for m in vestland.municipalities} == {vestland}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("46001", "upper_secondary"),
        ("46200", "follow_up_service"),
        ("03000", "apprenticeship"),
        ("50799", "lower_secondary"),
        ("50830", None),
        ("123", "private_upper_secondary"),
        (" 24499 ", "unspecified"),
    ],
)
def test_school_numbers(text, kind):
    number = SchoolNumber.parse(text, on=date(2026, 1, 1))
    assert (str(number), number.kind) == (text.strip(), kind)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("30001", date(2024, 1, 1)),
        ("33001", date(2023, 12, 31)),
        ("24001", date(2026, 1, 1)),
        ("4601", date(2026, 1, 1)),
        ("460011", date(2026, 1, 1)),
        ("4600x", date(2026, 1, 1)),
    ],
)
def test_a_school_number_needs_a_county_of_its_time(text, on):
    with pytest.raises(InputError):
        SchoolNumber.parse(text, on=on)
