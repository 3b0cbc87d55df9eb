"""Identity numbers. All here are published examples or synthetic; none is known to be anyone's."""

import logging
import random
import traceback
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.kit.identity import IdentityNumber, make_synthetic

BEFORE, AFTER = date(2026, 8, 17), date(2032, 1, 1)
BORN = st.dates(date(1900, 1, 1), date(2031, 12, 31))
SEEDS = st.integers(0, 2**32)

# navikt/fnrvalidator issue 116: Skatteetaten's Tenor and NAV's Dolly, national and D-numbers.
TENOR = [
    ("17912099997", "57912075186", date(2020, 11, 17)),
    ("29822099635", "69822075096", date(2020, 2, 29)),
    ("05840399895", "45840375084", date(2003, 4, 5)),
    ("12829499914", "52829400197", date(1994, 2, 12)),
    ("12905299938", "52905200100", date(1952, 10, 12)),
    ("21883649874", "61883600222", date(1936, 8, 21)),
    ("21929774873", "61929750062", date(1897, 12, 21)),
]
DOLLY = [
    ("15507600333", "55507608360", date(1976, 10, 15)),
    ("29422059278", "69422056629", date(2020, 2, 29)),
    ("05440355678", "45440356293", date(2003, 4, 5)),
    ("12429400544", "52429405181", date(1994, 2, 12)),
]


@pytest.mark.parametrize(("national", "d_number", "born"), TENOR)
def test_skatteetatens_test_people(national, d_number, born):
    for text, kind in (national, "national"), (d_number, "d_number"):
        number = IdentityNumber.parse(text, on=BEFORE)
        assert (number.kind, number.birth_date, number.is_synthetic) == (kind, born, True)
        assert number.series == ("skatteetaten_synthetic",)


@pytest.mark.parametrize(("national", "d_number", "born"), DOLLY)
def test_navs_test_people_look_like_help_numbers_of_real_ones(national, d_number, born):
    for text, kind in (national, "national"), (d_number, "d_number"):
        number = IdentityNumber.parse(text, on=BEFORE)
        assert (number.kind, number.birth_date, number.is_synthetic) == (kind, born, False)
        assert set(number.series) == {"nav_synthetic", "help_number"}


@pytest.mark.parametrize(
    ("text", "kind", "born"),
    [  # navikt/fnrvalidator's tests
        ("13097248022", "national", date(1972, 9, 13)),
        ("29029648784", "national", date(1996, 2, 29)),
        ("29020075838", "national", date(2000, 2, 29)),
        ("15021951940", "national", date(2019, 2, 15)),
        ("53097248016", "d_number", date(1972, 9, 13)),
    ],
)
def test_the_population_registers_own_series(text, kind, born):
    number = IdentityNumber.parse(text, on=BEFORE)
    assert (number.kind, number.birth_date, number.series) == (kind, born, ("folkeregister",))
    assert not number.is_synthetic


# Skatteetaten's examples of the rule of 2032, with the remainder of the first control digit.
@pytest.mark.parametrize(
    ("text", "remainder"), [("02013299997", 0), ("30108299920", 0), ("30108299939", 1), ("70108299914", 0)]
)
def test_the_rule_of_2032(text, remainder):
    number = IdentityNumber.parse(text, on=AFTER)
    assert number.reveal() == text
    assert number.birth_date is None
    if remainder:
        with pytest.raises(InputError, match="control digits"):
            IdentityNumber.parse(text, on=date(2031, 12, 31))
    else:
        assert IdentityNumber.parse(text, on=date(2031, 12, 31)).birth_date.year in (1982, 2032)


def test_each_remainder_of_2032_gives_a_first_control_digit():
    # Skatteetaten: k1 = {11, 12, 13, 14} - 9 for 301082 999, so 2, 3, 4 and 5.
    tails = [tail for tail in range(100) if _accepts(f"301082999{tail:02}", AFTER)]
    assert [tail // 10 for tail in tails] == [2, 3, 4, 5]
    assert [tail for tail in range(100) if _accepts(f"301082999{tail:02}", BEFORE)] == [20]


def _accepts(text, on):
    try:
        return bool(IdentityNumber.parse(text, on=on))
    except InputError:
        return False


def _complete(head):
    """Every way to end nine digits by the rule before 2032: one number, or none."""
    return [f"{head}{tail:02}" for tail in range(100) if _accepts(f"{head}{tail:02}", BEFORE)]


@pytest.mark.parametrize(
    ("month", "series", "synthetic", "born_in"),
    [
        (6, {"folkeregister"}, False, 6),
        (26, {"nav_person_id"}, False, None),
        (46, {"nav_synthetic", "help_number"}, False, 6),
        (62, {"nav_person_id_synthetic"}, True, None),
        (66, {"nav_person_id_synthetic", "nhn_synthetic"}, True, None),
        (72, {"nav_person_id_synthetic", "nhn_synthetic"}, True, None),
        (73, {"nhn_synthetic"}, True, 8),
        (77, {"nhn_synthetic"}, True, 12),
        (86, {"skatteetaten_synthetic"}, True, 6),
    ],
)
def test_the_month_tells_the_series(month, series, synthetic, born_in):
    numbers = [
        IdentityNumber.parse(text, on=BEFORE)
        for individual in range(500, 510)
        for text in _complete(f"15{month:02}08{individual}")
    ]
    assert numbers
    for number in numbers:
        assert (set(number.series), number.is_synthetic) == (series, synthetic)
        assert number.birth_date == (born_in and date(2008, born_in, 15))


@pytest.mark.parametrize("month", [0, 13, 20, 33, 40, 53, 60, 78, 80, 93])
def test_months_of_no_series(month):
    assert not [text for individual in range(500, 510) for text in _complete(f"15{month:02}08{individual}")]


@pytest.mark.parametrize(
    ("head", "year"),
    [  # Skatteetaten's table of 2021-06-24 for D-numbers; the old one for national numbers
        ("550805", {range(200): 1905, range(200, 1000): 2005}),
        ("550870", {range(500): 1970, range(500, 600): 1870, range(600, 1000): 1970}),
        ("150805", {range(500): 1905, range(500, 1000): 2005}),
        ("150870", {range(500): 1970, range(500, 750): 1870, range(750, 900): None, range(900, 1000): 1970}),
        ("150845", {range(500): 1945, range(500, 900): None, range(900, 1000): 1945}),
    ],
)
def test_the_individual_digits_tell_the_century(head, year):
    for individuals, expected in year.items():
        for end in individuals[:8], individuals[-8:]:
            numbers = [text for individual in end for text in _complete(f"{head}{individual:03}")]
            years = {IdentityNumber.parse(text, on=BEFORE).birth_date.year for text in numbers}
            assert years == ({expected} if expected else set())


@pytest.mark.parametrize("text", ["130972 48022", " 13097248022\n", "130972\u00a048022"])
def test_spaces_are_allowed(text):
    assert IdentityNumber.parse(text, on=BEFORE).reveal() == "13097248022"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1309724802",
        "130972480222",
        "1309724802A",
        "١٣٠٩٧٢٤٨٠٢٢",
        "00000000000",
        "13097248023",
        "99999999999",
    ],
)
def test_what_is_no_number(text):
    with pytest.raises(InputError):
        IdentityNumber.parse(text, on=BEFORE)


@given(SEEDS, BORN)
def test_synthetic_numbers_parse_to_what_they_were_made_from(seed, born):
    number = make_synthetic(random.Random(seed), born)
    again = IdentityNumber.parse(number.reveal(), on=BEFORE)
    assert again == number
    assert (again.birth_date, again.kind, again.is_synthetic) == (born, "national", True)


@given(SEEDS, st.dates(date(2032, 1, 1), date(2099, 12, 31)))
def test_synthetic_numbers_of_the_rule_of_2032(seed, born):
    number = make_synthetic(random.Random(seed), born)
    assert IdentityNumber.parse(number.reveal(), on=born) == number
    assert number.is_synthetic
    assert number.birth_date is None


def test_the_same_seed_makes_the_same_number():
    one, other = (make_synthetic(random.Random(7), date(2008, 3, 4)) for _ in range(2))
    assert one == other
    assert make_synthetic(random.Random(8), date(2008, 3, 4)) != one


def test_no_series_covers_the_very_old():
    with pytest.raises(ValueError, match="no number series"):
        make_synthetic(random.Random(1), date(1853, 12, 31))


@given(SEEDS, BORN, st.integers(0, 10), st.integers(1, 9), st.sampled_from([BEFORE, AFTER]))
def test_one_wrong_digit_is_always_refused(seed, born, place, shift, on):
    digits = make_synthetic(random.Random(seed), born).reveal()
    wrong = f"{digits[:place]}{(int(digits[place]) + shift) % 10}{digits[place + 1 :]}"
    with pytest.raises(InputError):
        IdentityNumber.parse(wrong, on=on)


@given(SEEDS, BORN)
def test_no_digit_is_shown(seed, born):
    number = make_synthetic(random.Random(seed), born)
    shown = [
        str(number),
        repr(number),
        f"{number}",
        f"{number!r}",
        number.mask(),
        f"{[number]}",
        f"{number:>20}",
    ]
    assert not any(char.isdigit() for text in shown for char in text)


@given(st.text(st.sampled_from("0123456789 "), min_size=5, max_size=14), st.sampled_from([BEFORE, AFTER]))
def test_errors_never_hold_the_number(text, on):
    try:
        IdentityNumber.parse(text, on=on)
    except InputError as error:
        told = "".join(traceback.format_exception_only(error)) + str(error.as_dict())
        assert not any(char.isdigit() for char in told.replace(text, "!") if text.strip())


def test_logging_one_shows_nothing(caplog):
    number = make_synthetic(random.Random(1), date(2008, 1, 1))
    logging.getLogger("test").warning("about %s %r", number, number)
    assert number.reveal() not in caplog.text
    assert number.reveal()[:6] not in caplog.text


def test_numbers_are_equal_by_their_digits_alone():
    number = IdentityNumber.parse("02013299997", on=BEFORE)
    later = IdentityNumber.parse("02013299997", on=AFTER)
    assert number.birth_date != later.birth_date
    assert number == later
    assert len({number, later, replace(number, series=())}) == 1


def test_today_decides_unless_told():
    with clock.frozen(date(2031, 6, 1)), pytest.raises(InputError):
        IdentityNumber.parse("30108299939")
    with clock.frozen(date(2033, 6, 1)):
        assert IdentityNumber.parse("30108299939").series == ("folkeregister",)
