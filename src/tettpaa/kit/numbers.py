"""Numbers of organisations, schools, municipalities and counties.

Tables with sources: ``data/counties.csv``, ``data/municipalities.csv``, ``data/school_numbers.toml``.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache

from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.kit.periods import Period
from tettpaa.kit.tables import csv_rows, toml_table

_ORGANISATION_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)

# The days that the two lists of municipalities describe (head of data/municipalities.csv).
OLD_LIST = Period(date(2017, 1, 1), date(2017, 12, 31))
NEW_LIST = Period(date(2025, 1, 1))


class Validity(Enum):
    """Whether a number is valid on a day, as far as our lists tell."""

    VALID = "valid"
    NOT_VALID = "not valid"
    UNKNOWN = "unknown"


@dataclass(frozen=True, order=True)
class OrganisationNumber:
    """Nine digits of Enhetsregisteret; schools have one too. It says nothing of what it names.

    Weighted with 3 2 7 6 5 4 3 2 1 the digits sum to a multiple of 11 (brreg.no, "The organization number").
    """

    value: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{9}", self.value):
            raise InputError("an organisation number has nine digits", remedy="such as 974 760 673")
        weighted = zip(self.value, (*_ORGANISATION_WEIGHTS, 1), strict=True)
        if sum(int(digit) * weight for digit, weight in weighted) % 11:
            raise InputError(
                "the control digit of the organisation number doesn't fit", remedy="look it up at brreg.no"
            )

    @classmethod
    def parse(cls, text: str) -> "OrganisationNumber":
        """From nine digits, spaces allowed, ``NO`` before and ``MVA`` after too; InputError otherwise."""
        return cls(re.sub(r"^NO|MVA$|\s", "", text.strip().upper()))

    def __str__(self) -> str:
        return self.value

    @property
    def grouped(self) -> str:
        """As it is printed: ``974 760 673``, parted by no-break spaces."""
        return "\u00a0".join(re.findall("...", self.value))


@dataclass(frozen=True, order=True)
class County:
    """A county (fylke); its two digits head the numbers of its municipalities and schools.

    ``period`` begins at ``date.min`` where the county is older than our tables.
    """

    number: str
    name: str
    period: Period

    @property
    def municipalities(self) -> tuple["Municipality", ...]:
        """Those on our lists, by number."""
        return tuple(m for m in _municipalities().values() if m.county == self)


@dataclass(frozen=True)
class Municipality:
    """A municipality (kommune) of four digits. ``listed``: old, new or both of our lists."""

    number: str
    name: str
    listed: str

    @property
    def county(self) -> County:
        return _counties()[self.number[:2]]


@cache
def _counties() -> dict[str, County]:
    def period(row: dict[str, str]) -> Period:
        first = date.fromisoformat(row["valid_from"]) if row["valid_from"] else date.min
        return Period(first, date.fromisoformat(row["valid_until"]) if row["valid_until"] else None)

    return {row["number"]: County(row["number"], row["name"], period(row)) for row in csv_rows("counties")}


@cache
def _municipalities() -> dict[str, Municipality]:
    return {row["number"]: Municipality(**row) for row in csv_rows("municipalities")}


def counties(on: date | None = None) -> tuple[County, ...]:
    """The counties on a day (today unless told), by number."""
    day = on or clock.today()
    return tuple(county for county in _counties().values() if county.period.contains(day))


def county(number: str, on: date | None = None) -> County:
    """The county of that number on a day (today unless told); InputError if there is none."""
    found = _counties().get(number)
    if not found or not found.period.contains(on or clock.today()):
        raise InputError("no county has that number on that day", remedy="use two digits, such as 46")
    return found


def municipality(number: str) -> Municipality:
    """The municipality on either list; InputError if on none (it may have come and gone between them)."""
    if number not in _municipalities():
        raise InputError(
            "the municipality number is on none of our lists",
            remedy="use four digits, such as 4601; numbers used only from 2018 to 2024 are not known here",
        )
    return _municipalities()[number]


def municipality_validity(number: str, on: date | None = None) -> Validity:
    """Whether a municipality number is valid on a day (today unless told).

    Only the lists of 2017 and 2025 are known (``data/municipalities.csv``), and the days of the counties.
    Between the lists, a number on both is taken to have held all along; much else is UNKNOWN, as is all
    before 2017.
    """
    day = on or clock.today()
    parent = _counties().get(number[:2])
    if not re.fullmatch(r"[0-9]{4}", number) or not parent or not parent.period.contains(day):
        return Validity.NOT_VALID
    known = _municipalities().get(number)
    listed = known.listed if known else "none"
    if OLD_LIST.contains(day):
        return Validity.VALID if listed in ("old", "both") else Validity.NOT_VALID
    if NEW_LIST.contains(day):
        return Validity.VALID if listed in ("new", "both") else Validity.NOT_VALID
    if day < OLD_LIST.first:
        return Validity.UNKNOWN
    # No municipality changed on 1 January 2025, so the list of 2025 is that of 2024 too.
    of_2024 = listed == "new" and parent.period.first == date(2024, 1, 1)
    return Validity.VALID if listed == "both" or of_2024 else Validity.UNKNOWN


@dataclass(frozen=True, order=True)
class SchoolNumber:
    """A school's number in VIGO: county and three digits, or three alone for private upper secondary.

    It changes with the county and with the owner; the organisation number is the steadier key.
    ``kind`` is the series it lies in, None outside the published ones.
    """

    value: str
    kind: str | None

    @classmethod
    def parse(cls, text: str, on: date | None = None) -> "SchoolNumber":
        """Read it as valid on a day (today unless told): the county must exist then. InputError otherwise.

        Only form and county are checked; VIGO's own list of schools is not known here.
        """
        value = text.strip()
        table = toml_table("school_numbers")
        if value in table["unspecified"]:
            return cls(value, "unspecified")
        if re.fullmatch(r"[0-9]{3}", value):
            return cls(value, "private_upper_secondary")
        if not re.fullmatch(r"[0-9]{5}", value):
            raise InputError("a school number has five digits, or three", remedy="such as 46001")
        county(value[:2], on)
        unit = int(value[2:])
        kinds = [row["kind"] for row in table["series"] if row["units"][0] <= unit <= row["units"][1]]
        return cls(value, kinds[0] if kinds else None)

    def __str__(self) -> str:
        return self.value
