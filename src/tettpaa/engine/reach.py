"""Which figures an indicator can have, and the limits and combinations that are therefore senseless."""

from decimal import Decimal
from math import inf
from typing import NamedTuple

from tettpaa.engine import indicators as meaning
from tettpaa.engine.indicators import Indicator
from tettpaa.engine.rules import DECIMALS, Combination, Condition, When

STEP = 10**-DECIMALS  # between two figures, as they are rounded
SHARE = (0, 1)
COUNT = (0, inf)
# The lowest and the highest figure; parameters may narrow it.
FIGURES: dict[type[Indicator], tuple[float, float]] = {
    meaning.AbsenceShare: SHARE,
    meaning.SingleLessonDays: COUNT,
    meaning.WeekdayAbsence: SHARE,
    meaning.SubjectAbsence: SHARE,
    meaning.AbsenceLimit: SHARE,
    meaning.ResultCount: COUNT,
    meaning.MarkChange: (-5, 5),  # from 6 to 1, and back
    meaning.Score: (-inf, inf),
    meaning.EventCount: COUNT,
    meaning.EnrolmentChanges: COUNT,
    meaning.ChoiceRank: (1, inf),
}
COMPARED = ("change", "from_mean")  # measures that may be negative


class Span(NamedTuple):
    """All figures from ``low`` to ``high``, both counted in, in steps of ``STEP``."""

    low: float
    high: float

    def within(self, other: "Span") -> "Span":
        return Span(max(self.low, other.low), min(self.high, other.high))

    @property
    def empty(self) -> bool:
        return self.low > self.high


def reach(indicator: Indicator) -> tuple[float, float]:
    """The lowest and the highest figure that this indicator can have."""
    measure = getattr(indicator, "measure", "value")
    if measure == "percentile":
        return STEP, 1  # one is never below oneself
    if measure in COMPARED:
        return -inf, inf
    low, high = FIGURES[type(indicator)]
    if isinstance(indicator, meaning.ResultCount) and indicator.subjects:
        high = len(indicator.subjects)
    if isinstance(indicator, meaning.SingleLessonDays) and indicator.weeks:
        high = 7 * indicator.weeks
    return low, high


def reach_in_words(indicator: Indicator) -> str:
    low, high = reach(indicator)
    if high == inf:
        return f"{low:g} or more"
    return f"above 0, at most {high:g}" if low == STEP else f"from {low:g} to {high:g}"


def steps(limit: float) -> int | None:
    """The limit in steps; None if it has more decimals than a figure."""
    exact = Decimal(repr(limit)).scaleb(DECIMALS)
    return int(exact) if exact == exact.to_integral_value() else None


def never_holds(condition: Condition) -> bool:
    return _met(condition).within(_possible(condition.indicator)).empty


def always_holds(condition: Condition) -> bool:
    """Whether every figure that there can be meets the limit."""
    possible = _possible(condition.indicator)
    return _met(condition).within(possible) == possible


def excludes_itself(when: When) -> bool:
    """Whether all of it must hold, and two conditions on the same indicator can't do so together."""
    met: dict[Indicator, Span] = {}
    for condition in _must_hold(when):
        before = met.get(condition.indicator, _possible(condition.indicator))
        met[condition.indicator] = before.within(_met(condition))
    return any(span.empty for span in met.values())


def _must_hold(when: When) -> list[Condition]:
    if isinstance(when, Condition):
        return [when]
    together = isinstance(when, Combination) and when.need == len(when.parts)
    return [condition for part in when.parts for condition in _must_hold(part)] if together else []


def _possible(indicator: Indicator) -> Span:
    low, high = (bound if abs(bound) == inf else steps(bound) for bound in reach(indicator))
    return Span(-inf if low is None else low, inf if high is None else high)


def _met(condition: Condition) -> Span:
    """The figures that meet the limit; of a number of things only whole ones."""
    indicator = condition.indicator
    whole = indicator.unit in ("count", "rank") and getattr(indicator, "measure", "value") != "from_mean"
    size = 10**DECIMALS if whole else 1
    at = steps(condition.limit)
    assert at is not None  # the reader refuses others first
    floor, ceiling = at // size * size, -(-at // size) * size
    match condition.compare:
        case "at_least":
            return Span(ceiling, inf)
        case "more_than":
            return Span(floor + size, inf)
        case "at_most":
            return Span(-inf, floor)
        case "less_than":
            return Span(-inf, ceiling - size)
