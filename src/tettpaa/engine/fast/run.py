"""From a rule book to signals: the figures of its indicators, held against limits and combined."""

from collections import Counter
from collections.abc import Iterator
from functools import reduce
from itertools import count

import ibis
import ibis.expr.types as ir

from tettpaa.engine.fast.absence import AbsenceFigures
from tettpaa.engine.fast.absence_limit import absence_limit
from tettpaa.engine.fast.enrolments import choice_rank, enrolment_changes
from tettpaa.engine.fast.frame import FIGURE, Frame
from tettpaa.engine.fast.results import ResultFigures, mark_change
from tettpaa.engine.fast.scores import event_count, score
from tettpaa.engine.indicators import (
    Absence,
    AbsenceLimit,
    ChoiceRank,
    EnrolmentChanges,
    EventCount,
    Indicator,
    MarkChange,
    ResultCount,
    Score,
)
from tettpaa.engine.rules import Condition, Rule, When


def signals(frame: Frame, rules: tuple[Rule, ...]) -> ir.Table:
    """``person, rule, valid_from, severity, as_of, evidence`` of all rules, in no order."""
    held = _held(frame, rules)
    found = [_of_one(held[rule.when], n) for n, rule in enumerate(rules) if isinstance(rule.when, Condition)]
    found += [_of_several(held, rules)] if len(found) < len(rules) else []
    fired = _union(found).join(frame.people.select("person", "as_of", "level"), "person")
    concerned = [(n, _concerns(rule, fired)) for n, rule in enumerate(rules)]
    fired = fired.filter(fired.rule.cases(*concerned, else_=False))
    return fired.select(
        "person",
        rule=fired.rule.cases(*[(n, rule.name) for n, rule in enumerate(rules)], else_=""),
        valid_from=fired.rule.cases(*[(n, rule.valid_from) for n, rule in enumerate(rules)], else_=None),
        severity=fired.rule.cases(*[(n, r.severity) for n, r in enumerate(rules)], else_=0).cast("int32"),
        as_of=fired.as_of,
        evidence=fired.evidence,
    )


def _union(tables: list[ir.Table]) -> ir.Table:
    """All rows, put together two by two: a chain of hundreds is nested too deep to compile."""
    while len(tables) > 1:
        pairs = zip(tables[::2], tables[1::2], strict=False)
        tables = [a.union(b) for a, b in pairs] + tables[len(tables) // 2 * 2 :]
    return tables[0]


def _of_one(held: ir.Table, number: int) -> ir.Table:
    """``person, rule, evidence`` of a rule that is one condition."""
    evidence = _evidence(held, ibis.literal(0, "int32"))
    return held.select("person", rule=ibis.literal(number, "int32"), evidence=ibis.array([evidence]))


def _of_several(held: dict[Condition, ir.Table], rules: tuple[Rule, ...]) -> ir.Table:
    """The same of all rules that combine conditions: what holds of each, as bits, then the combination."""
    several = [(n, rule) for n, rule in enumerate(rules) if not isinstance(rule.when, Condition)]
    hits = [
        held[condition].mutate(rule=ibis.literal(n, "int32"), condition=ibis.literal(nth, "int32"))
        for n, rule in several
        for nth, condition in enumerate(rule.conditions)
    ]
    table = _union(hits)
    bit = ibis.literal(1, "int64") << table.condition
    table = table.select("person", "rule", "condition", bit=bit, evidence=_evidence(table, table.condition))
    grouped = table.group_by(["person", "rule"]).agg(
        evidence=table.evidence.collect().sort(),  # by condition, the first field; an ordered collect spills
        held=table.bit.bit_or(),
    )
    combined = [(n, _holds(rule.when, grouped.held, count())) for n, rule in several]
    grouped = grouped.filter(grouped.rule.cases(*combined, else_=False))
    return grouped.select("person", "rule", "evidence")


def _evidence(table: ir.Table, condition: ir.Value) -> ir.StructValue:
    return ibis.struct({"condition": condition, **{name: table[name] for name in FIGURE[1:]}})


def _held(frame: Frame, rules: tuple[Rule, ...]) -> dict[Condition, ir.Table]:
    """The figures of those for whom each condition holds.

    Each indicator is computed once, and each condition held once, however many rules share it.
    """
    conditions = list(dict.fromkeys(condition for rule in rules for condition in rule.conditions))
    times = Counter(condition.indicator for condition in conditions)
    absence = AbsenceFigures(frame, list(times))
    results = ResultFigures(frame, list(times))
    known = {}
    for number, (indicator, shared) in enumerate(times.items()):
        table = _figures(frame, indicator, absence, results, rules)
        known[indicator] = frame.keep(f"figures_{number}", table) if shared > 1 else table
    held = {}
    for number, condition in enumerate(conditions):
        table = known[condition.indicator]
        held[condition] = frame.keep(f"held_{number}", table.filter(_meets(condition, table.value)))
    return held


def _figures(
    frame: Frame,
    indicator: Indicator,
    absence: AbsenceFigures,
    results: ResultFigures,
    rules: tuple[Rule, ...],
) -> ir.Table:
    match indicator:
        case Absence():
            return absence.of(indicator)
        case AbsenceLimit():
            return absence_limit(frame, _levels(indicator, rules), _least(indicator, rules))
        case ResultCount():
            return results.count(indicator)
        case MarkChange():
            return mark_change(frame, indicator)
        case Score():
            return score(frame, indicator)
        case EventCount():
            return event_count(frame, indicator)
        case EnrolmentChanges():
            return enrolment_changes(frame, indicator)
        case ChoiceRank():
            return choice_rank(frame)
    raise TypeError(type(indicator).__name__)


def _levels(indicator: Indicator, rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """The levels that some rule asks the indicator for; none if one asks for all."""
    asking = [r.levels for r in rules if any(c.indicator == indicator for c in r.conditions)]
    return tuple(dict.fromkeys(level for levels in asking for level in levels)) if all(asking) else ()


def _least(indicator: Indicator, rules: tuple[Rule, ...]) -> float:
    """The lowest of the limits that the indicator is held against; figures below it never matter."""
    return min(c.limit for rule in rules for c in rule.conditions if c.indicator == indicator)


def _meets(condition: Condition, value: ir.Value) -> ir.BooleanValue:
    """The comparison of ``Condition.holds``, as an expression."""
    match condition.compare:
        case "at_least":
            return value >= condition.limit
        case "more_than":
            return value > condition.limit
        case "at_most":
            return value <= condition.limit
        case "less_than":
            return value < condition.limit


def _concerns(rule: Rule, table: ir.Table) -> ir.BooleanValue:
    """Whether the rule is for that level and holds on that day."""
    concerns = table.as_of >= rule.valid_from
    if rule.valid_until is not None:
        concerns &= table.as_of < rule.valid_until
    return concerns & table.level.isin(rule.levels).fill_null(False) if rule.levels else concerns


def _holds(when: When, held: ir.Value, numbers: Iterator[int]) -> ir.BooleanValue:
    """The combination over the bits of the conditions that hold, numbered from left to right."""
    if isinstance(when, Condition):
        return (held & (ibis.literal(1, "int64") << next(numbers))) > 0
    parts = [_holds(part, held, numbers).cast("int32") for part in when.parts]
    return reduce(lambda a, b: a + b, parts) >= when.need
