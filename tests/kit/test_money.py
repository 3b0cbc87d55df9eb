"""Kroner to the øre."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tettpaa.kit.errors import InputError
from tettpaa.kit.money import Money, share, total

AMOUNTS = st.integers(-(10**14), 10**14).map(Money)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("1 234,50", 123450),
        ("1234,5", 123450),
        ("kr 1\u00a0234", 123400),
        ("1\u202f234\u202f567,05 kr", 123456705),
        ("-0,01", -1),
        ("\u221212", -1200),
        ("500,-", 50000),
        ("  0 ", 0),
    ],
)
def test_reading_amounts(text, ore):
    assert Money.parse(text) == Money(ore)


@pytest.mark.parametrize(
    "text",
    ["", "kr", "1.234", "1,234", "12,345", "1 23", "1234 567", "1,2,3", "tolv", "--1", "1e3", "٣", "1,5 2"],
)
def test_what_is_not_an_amount(text):
    with pytest.raises(InputError, match="not an amount"):
        Money.parse(text)


def test_english_amounts():
    assert Money.parse("NOK 1,234.50", "en") == Money.parse("1 234.5", "en") == Money(123450)
    with pytest.raises(InputError):
        Money.parse("1234,50", "en")


@pytest.mark.parametrize(
    ("locale", "text"),
    [("nb", "-1\u00a0234,50\u00a0kr"), ("nn", "-1\u00a0234,50\u00a0kr"), ("en", "-NOK\u00a01,234.50")],
)
def test_writing_amounts(locale, text):
    assert Money(-123450).format(locale).replace("\u2212", "-") == text


@given(AMOUNTS, st.sampled_from(["nb", "nn", "en"]))
def test_what_is_written_can_be_read(amount, locale):
    assert Money.parse(amount.format(locale), locale) == amount


def test_arithmetic_is_exact():
    dime = Money(10)
    assert total([dime] * 3) == dime * 3 == 3 * dime == Money(30)
    assert Money.kroner(1) - Money(1) == Money(99)
    assert -Money(5) < Money(0) < Money(5)
    assert total([]) == Money(0)


@pytest.mark.parametrize("ore", [1.0, "1", True, Decimal(1)])
def test_only_whole_ore(ore):
    with pytest.raises(TypeError):
        Money(ore)


@pytest.mark.parametrize(
    ("ore", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (100, [1, 2], [33, 67]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (1, [1, 3], [0, 1]),
        (5, [0, 1, 0], [0, 5, 0]),
        (2, [Fraction(1, 3), Fraction(2, 3)], [1, 1]),
        (1000, [Decimal("0.5"), Decimal("1.5")], [250, 750]),
    ],
)
def test_sharing_costs(ore, weights, parts):
    assert share(Money(ore), weights) == [Money(part) for part in parts]


@given(AMOUNTS, WEIGHTS)
def test_the_parts_sum_to_the_whole_and_are_fair_to_the_ore(amount, weights):
    parts = share(amount, weights)
    assert total(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.ore - Fraction(amount.ore * weight, sum(weights))) < 1


@given(AMOUNTS, WEIGHTS)
def test_a_larger_weight_never_pays_less(amount, weights):
    parts = share(Money(abs(amount.ore)), weights)
    by_weight = sorted(zip(weights, parts, strict=True), key=lambda pair: pair[0])
    for (light, less), (heavy, more) in pairwise(by_weight):
        assert light == heavy or less <= more


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [-1]])
def test_weights_that_share_nothing(weights):
    with pytest.raises(ValueError, match="weights"):
        share(Money(100), weights)
