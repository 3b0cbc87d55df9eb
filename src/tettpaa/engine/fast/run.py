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
from tettpaa.engine.fast.results import mark_change, result_count
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
    found = _hits(frame, rules).join(frame.people.select("person", "as_of", "level"), "person")
    found = found.filter(
        found.rule.cases(*[(n, _concerns(r, found)) for n, r in enumerate(rules)], else_=False)
    )
    evidence = {name: found[name] for name in ("condition", *FIGURE[1:])}
    together = found.mutate(evidence=ibis.struct(evidence), bit=ibis.literal(1, "int64") << found.condition)
    grouped = together.group_by(["person", "rule", "as_of"]).agg(
        evidence=together.evidence.collect(order_by=together.condition), held=together.bit.bit_or()
    )
    combined = [(n, _holds(r.when, grouped.held, count())) for n, r in enumerate(rules)]
    grouped = grouped.filter(grouped.rule.cases(*combined, else_=False))
    return grouped.select(
        "person",
        rule=grouped.rule.cases(*[(n, r.name) for n, r in enumerate(rules)], else_=""),
        valid_from=grouped.rule.cases(*[(n, r.valid_from) for n, r in enumerate(rules)], else_=None),
        severity=grouped.rule.cases(*[(n, r.severity) for n, r in enumerate(rules)], else_=0).cast("int32"),
        as_of=grouped.as_of,
        evidence=grouped.evidence,
    )


def _hits(frame: Frame, rules: tuple[Rule, ...]) -> ir.Table:
    """A row for each person, rule (its number) and condition (its number in the rule) that holds.

    Each indicator is computed once, and each condition held once, however many rules share it.
    """
    uses: dict[Condition, list[ir.Value]] = {}
    for number, rule in enumerate(rules):
        for nth, condition in enumerate(rule.conditions):
            use = {"rule": ibis.literal(number, "int32"), "condition": ibis.literal(nth, "int32")}
            uses.setdefault(condition, []).append(ibis.struct(use))
    times = Counter(condition.indicator for condition in uses)
    absence = AbsenceFigures(frame, list(times))
    known = {}
    for number, (indicator, shared) in enumerate(times.items()):
        table = _figures(frame, indicator, absence, rules)
        known[indicator] = frame.keep(f"figures_{number}", table) if shared > 1 else table
    held = []
    for number, (condition, used_by) in enumerate(uses.items()):
        table = known[condition.indicator]
        table = table.filter(_meets(condition, table.value))
        held.append(frame.keep(f"held_{number}", table.mutate(use=ibis.array(used_by).unnest())))
    hits = _union(held)
    return hits.select(*FIGURE, rule=hits.use.rule, condition=hits.use.condition)


def _union(tables: list[ir.Table]) -> ir.Table:
    """All rows, put together two by two: a chain of hundreds is nested too deep to compile."""
    while len(tables) > 1:
        pairs = zip(tables[::2], tables[1::2], strict=False)
        tables = [a.union(b) for a, b in pairs] + tables[len(tables) // 2 * 2 :]
    return tables[0]


def _figures(
    frame: Frame, indicator: Indicator, absence: AbsenceFigures, rules: tuple[Rule, ...]
) -> ir.Table:
    match indicator:
        case Absence():
            return absence.of(indicator)
        case AbsenceLimit():
            return absence_limit(frame, _levels(indicator, rules), _least(indicator, rules))
        case ResultCount():
            return result_count(frame, indicator)
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
