"""Norwegian kroner, exact to the øre."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from babel.numbers import format_currency, get_decimal_symbol, get_group_symbol

from tettpaa.kit.errors import InputError

# Without these, English would glue the code to the sign and the digits: "-NOK1,234.50".
_PATTERNS = {"en": "¤¤\u00a0#,##0.00;-¤¤\u00a0#,##0.00"}
_CURRENCY = re.compile(r"kr\.?|nok|,-", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Money:
    """An amount in whole øre (1 krone = 100 øre); negative is owed."""

    ore: int

    def __post_init__(self) -> None:
        if type(self.ore) is not int:
            raise TypeError("an amount is a whole number of øre")

    @classmethod
    def kroner(cls, kroner: int) -> "Money":
        """An amount in whole kroner."""
        return cls(kroner * 100)

    @classmethod
    def parse(cls, text: str, locale: str = "nb") -> "Money":
        """From ``1 234,50``, ``-12``, ``kr 5,5`` as ``locale`` writes numbers; InputError otherwise.

        Spaces may part thousands in any locale. At most two decimals: what the payer can't pay is an error.
        """
        point, group = get_decimal_symbol(locale), get_group_symbol(locale)
        bare = _CURRENCY.sub("", text, count=1).replace("\u2212", "-")
        spaced = re.sub(r"\s", " ", bare).strip()
        parted = rf"[0-9]{{1,3}}(?:[ {re.escape(group.strip())}][0-9]{{3}})+"
        match = re.fullmatch(
            rf"(-?) ?({parted}|[0-9]+)(?:{re.escape(point)}([0-9]{{1,2}}))?", spaced, re.ASCII
        )
        if not match:
            raise InputError("not an amount in kroner", remedy=f"write it such as 1 234{point}50")
        whole = int(re.sub(r"[^0-9]", "", match[2]))
        ore = whole * 100 + int((match[3] or "").ljust(2, "0"))
        return cls(-ore if match[1] else ore)

    def format(self, locale: str = "nb") -> str:
        """As ``locale`` (nb, nn or en) writes it, with two decimals and the currency: ``1 234,50 kr``."""
        pattern = _PATTERNS.get(locale.split("_")[0])
        return format_currency(Decimal(self.ore) / 100, "NOK", format=pattern, locale=locale)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.ore + other.ore)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.ore - other.ore)

    def __neg__(self) -> "Money":
        return Money(-self.ore)

    def __mul__(self, times: int) -> "Money":
        return Money(self.ore * times)

    __rmul__ = __mul__


def total(amounts: Iterable[Money]) -> Money:
    """The sum; 0 of none."""
    return Money(sum(amount.ore for amount in amounts))


def share(amount: Money, weights: Sequence[int | Fraction | Decimal]) -> list[Money]:
    """``amount`` divided in proportion to ``weights``, in their order; the parts always sum to it.

    Largest remainder (Hamilton's method): everyone gets their whole øre, and the øre left over go to the
    largest fractions, the first first among equals. ValueError for no weights, a negative one or only zeros.
    """
    exact = [Fraction(weight) for weight in weights]
    if not exact or min(exact) < 0 or sum(exact) == 0:
        raise ValueError("shares need weights that are not negative, with at least one above zero")
    if amount.ore < 0:
        return [-part for part in share(-amount, weights)]
    ideal = [amount.ore * weight / sum(exact) for weight in exact]
    parts = [int(part) for part in ideal]
    by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - ideal[i])
    for i in by_remainder[: amount.ore - sum(parts)]:
        parts[i] += 1
    return [Money(part) for part in parts]
