"""``evaluate``: what became of those a rule flagged, and of those it did not.

Denominator: all enrolled on the day of the signals whose outcome is known, and undated or later than the
day. Who is left out is counted. Measures as in Bowers, Sprott and Taff 2013; intervals after Wilson 1927.
"""

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from tettpaa.engine.asof import AsOf
from tettpaa.engine.disclosure import FEWEST, hidden
from tettpaa.engine.fast.frame import Frame
from tettpaa.engine.fast.session import fetch, session, stored
from tettpaa.engine.signals import SignalFile
from tettpaa.facts.store import FactStore
from tettpaa.kit.errors import InputError
from tettpaa.kit.tomlfile import did_you_mean

BOOK = ""  # the rule name under which the whole book is counted
Z95 = 1.959964  # 95 per cent, two-sided
WEEKS_TO_ACT = 8  # a signal this long before leaves time to do something


@dataclass(frozen=True)
class Share:
    """``part`` of ``whole`` with a 95 per cent Wilson interval; ``value`` is None for 0 of 0."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        if not self.whole:
            return None
        n, p = self.whole, self.part / self.whole
        centre = (p + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
        half = Z95 / (1 + Z95**2 / n) * math.sqrt(p * (1 - p) / n + Z95**2 / (4 * n * n))
        return max(0.0, centre - half), min(1.0, centre + half)


CELLS = ("flagged_true", "flagged_false", "missed", "cleared")


@dataclass(frozen=True)
class Measures:
    """Counts of one rule (``BOOK``: any rule) in one group (None: all); None where one may not be shown.

    ``lead_weeks``: median weeks from the signal to the outcome, and ``in_time`` of ``dated`` with at least
    eight; only outcomes whose day is known.
    """

    rule: str
    group: str | None
    people: int | None
    flagged_true: int | None
    flagged_false: int | None
    missed: int | None
    cleared: int | None
    lead_weeks: float | None = None
    dated: int | None = None
    in_time: int | None = None

    @property
    def sensitivity(self) -> Share | None:
        """Of those it happened to, how many were flagged."""
        return _share(self.flagged_true, self.missed)

    @property
    def specificity(self) -> Share | None:
        """Of those it did not happen to, how many were left in peace."""
        return _share(self.cleared, self.flagged_false)

    @property
    def precision(self) -> Share | None:
        """Of those flagged, how many it happened to."""
        return _share(self.flagged_true, self.flagged_false)

    @property
    def flagged(self) -> Share | None:
        if self.flagged_true is None or self.flagged_false is None or self.people is None:
            return None
        return Share(self.flagged_true + self.flagged_false, self.people)

    @property
    def found_in_time(self) -> Share | None:
        return None if self.in_time is None or self.dated is None else Share(self.in_time, self.dated)


def _share(part: int | None, rest: int | None) -> Share | None:
    return None if part is None or rest is None else Share(part, part + rest)


@dataclass(frozen=True)
class Excluded:
    """Enrolled on the day, but not in the denominator, and why."""

    other_tag: int
    outcome_unknown: int
    outcome_before: int


@dataclass(frozen=True)
class Evaluation:
    """The whole book first, then each rule; ``groups`` likewise for each group."""

    outcome: str
    as_of: str
    book: str
    excluded: Excluded
    rules: tuple[Measures, ...]
    by: str | None = None
    groups: tuple[Measures, ...] = ()


def evaluate(
    facts: Path | str,
    signals: Path | str,
    outcome: str,
    only: tuple[str, str] | None = None,
    by: str | None = None,
) -> Evaluation:
    """Hold the signals against ``outcome``, for those tagged ``only`` (name, value), by the tag ``by``."""
    file = SignalFile.open(signals)
    store = FactStore.open(facts)
    with session() as con, stored(con) as keep:
        frame = Frame(con, store, AsOf.parse(file.as_of), keep)
        _require(con, frame.tables["outcome"], outcome, "outcome")
        for tag in [t for t in (only and only[0], by) if t]:
            _require(con, frame.tables["tag"], tag, "tag")
        everyone = keep("everyone", _everyone(frame, outcome, only, by))
        excluded = _excluded(con, everyone)
        counted = keep("counted", everyone.filter(everyone.chosen, everyone.known, ~everyone.before))
        fired = con.read_parquet(file.path, table_name="signals").select("person", "rule")
        names = list(dict.fromkeys(rule.name for rule in file.book.rules))
        rules = _measures(con, counted, fired, names, grouped=False)
        groups = _measures(con, counted, fired, names, grouped=True) if by else ()
    title = f"{file.book.name} {file.book.version}"
    return Evaluation(outcome, file.as_of, title, excluded, rules, by, groups)


def _require(con: ibis.BaseBackend, table: ir.Table, name: str, kind: str) -> None:
    names = [row["name"] for row in fetch(con, table.select("name").distinct())]
    if name not in names:
        remedy = did_you_mean(name, names) if names else f"map a {kind} in the mapping file"
        raise InputError(f"the facts hold no {kind} '{name}'", column=name, remedy=remedy)


def _everyone(frame: Frame, outcome: str, only: tuple[str, str] | None, by: str | None) -> ir.Table:
    """All enrolled: ``person, group, chosen, known, came_true, before, weeks``."""
    people = frame.people.select("person", "as_of")
    labels = frame.tables["outcome"].filter(lambda t: t.name == outcome, lambda t: t.known_until.isnull())
    became = labels.group_by("person").agg(
        came_true=labels.value.max() > 0,
        day=labels.happened.min(where=labels.value > 0),
    )
    table = people.left_join(became, "person").drop("person_right")
    table = _tagged(frame, table, by, "group")
    table = _tagged(frame, table, only and only[0], "only")
    chosen = ibis.literal(True) if only is None else (table.only == only[1]).fill_null(False)
    return table.select(
        "person",
        "group",
        "came_true",
        chosen=chosen,
        known=table.came_true.notnull(),
        before=(table.day <= table.as_of).fill_null(False),
        weeks=table.day.delta(table.as_of, unit="day") / 7,
    )


def _tagged(frame: Frame, table: ir.Table, tag: str | None, column: str) -> ir.Table:
    """With the value of the tag that is held true now as a column; null where there is none."""
    if tag is None:
        return table.mutate(**{column: ibis.null("string")})
    tags = frame.tables["tag"].filter(lambda t: t.name == tag, lambda t: t.known_until.isnull())
    latest = tags.group_by("person").agg(**{column: tags.value.argmax(tags.happened)})
    return table.left_join(latest, "person").drop("person_right")


def _excluded(con: ibis.BaseBackend, everyone: ir.Table) -> Excluded:
    counts = everyone.agg(
        other_tag=(~everyone.chosen).sum(),
        outcome_unknown=(everyone.chosen & ~everyone.known).sum(),
        outcome_before=(everyone.chosen & everyone.known & everyone.before).sum(),
    )
    return Excluded(**{name: number or 0 for name, number in fetch(con, counts)[0].items()})


def _measures(
    con: ibis.BaseBackend, counted: ir.Table, fired: ir.Table, names: list[str], *, grouped: bool
) -> tuple[Measures, ...]:
    if not grouped:
        counted = counted.mutate(group=ibis.null("string"))
    else:
        counted = counted.filter(counted.group.notnull())
    totals = counted.group_by("group").agg(people=counted.count(), true=counted.came_true.sum())
    flags = fired.union(fired.select("person", rule=ibis.literal(BOOK))).distinct()
    hits = counted.join(flags, "person")
    dated = hits.weeks.notnull()
    per_rule = hits.group_by(["group", "rule"]).agg(
        flagged=hits.count(),
        hit=hits.came_true.sum(),
        lead=hits.weeks.median(where=dated),
        dated=dated.sum(),
        in_time=(hits.weeks >= WEEKS_TO_ACT).sum(),
    )
    rows = {(row["rule"], row["group"]): row for row in fetch(con, per_rule)}
    measures = []
    for total in sorted(fetch(con, totals), key=lambda row: str(row["group"])):
        group, people, true = total["group"], total["people"], total["true"]
        for rule in [BOOK, *names]:
            found = rows.get((rule, group), {})
            flagged, hit = found.get("flagged", 0), found.get("hit", 0)
            cells = (hit, flagged - hit, true - hit, people - true - (flagged - hit))
            measures.append(Measures(rule, group, people, *cells, *_lead(found)))
    return _suppressed(tuple(measures))


def _lead(found: dict[str, Any]) -> tuple[float | None, int | None, int | None]:
    """Median weeks, dated, in time; None where they would stand on too few."""
    dated, in_time = found.get("dated") or 0, found.get("in_time") or 0
    if dated < FEWEST:
        return None, None, None
    few = min(in_time, dated - in_time) < FEWEST
    return found["lead"], None if few else dated, None if few else in_time


def _suppressed(measures: tuple[Measures, ...]) -> tuple[Measures, ...]:
    """Without the counts that may not be shown in each rule's table of groups and cells."""
    shown = []
    for rule in dict.fromkeys(m.rule for m in measures):
        mine = [m for m in measures if m.rule == rule]
        away = hidden({str(m.group): {cell: getattr(m, cell) for cell in CELLS} for m in mine})
        for m in mine:
            gone: dict[str, Any] = {cell: None for group, cell in away if group == str(m.group)}
            if len(gone) == len(CELLS):
                gone |= {"people": None, "lead_weeks": None, "dated": None, "in_time": None}
            shown.append(replace(m, **gone))
    return tuple(shown)
