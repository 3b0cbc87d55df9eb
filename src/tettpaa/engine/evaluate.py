"""``evaluate``: what became of those a rule flagged, and of those it did not.

Denominator: all enrolled on the day of the signals whose outcome is known, and undated or later than the
day. Who is left out is counted. Measures as in Bowers, Sprott and Taff 2013; intervals after Wilson 1927.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from tettpaa.engine.asof import AsOf
from tettpaa.engine.disclosure import FEWEST, Pair, hidden, hidden_cells
from tettpaa.engine.fast.frame import Frame
from tettpaa.engine.fast.session import fetch, session, stored
from tettpaa.engine.signals import SignalFile
from tettpaa.facts.store import FactStore
from tettpaa.kit.errors import InputError
from tettpaa.kit.tomlfile import did_you_mean

BOOK = ""  # the rule name under which the whole book is counted
NOT_TOLD = ""  # the group of those without the tag: left out, they would follow from the sum
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


@dataclass(frozen=True)
class Measures:
    """Counts of one rule (``BOOK``: any rule) in one group (None: all); None where one may not be shown.

    ``lead_weeks``: median weeks from the signal to the outcome, and ``in_time`` of ``dated`` with at least
    eight; only outcomes whose day is known, and the two counts only for all.
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
    """Enrolled on the day, but not in the denominator, and why; None where it may not be shown."""

    other_tag: int | None
    outcome_unknown: int | None
    outcome_before: int | None


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
    file.refuse_other_keys(store)
    with session() as con, stored(con) as keep:
        frame = Frame(con, store, AsOf.parse(file.as_of), keep)
        _require(con, frame.tables["outcome"], outcome, "outcome")
        for tag in [t for t in (only and only[0], by) if t]:
            _require(con, frame.tables["tag"], tag, "tag")
        if only:
            _require_value(con, frame.tables["tag"], *only)
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


def _require_value(con: ibis.BaseBackend, tags: ir.Table, tag: str, value: str) -> None:
    tags = tags.filter(tags.name == tag, tags.known_until.isnull())
    values = [row["value"] for row in fetch(con, tags.select("value").distinct())]
    if value not in values:
        message = f"the facts tag no one {tag}={value}"
        raise InputError(message, column=tag, remedy=did_you_mean(value, values))


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
    found = {name: number or 0 for name, number in fetch(con, counts)[0].items()}
    away = hidden({name: [number] for name, number in found.items() if number})  # nobody is not few
    return Excluded(**{name: None if name in away else number for name, number in found.items()})


def _measures(
    con: ibis.BaseBackend, counted: ir.Table, fired: ir.Table, names: list[str], *, grouped: bool
) -> tuple[Measures, ...]:
    group = counted.group.fill_null(NOT_TOLD) if grouped else ibis.null("string")
    counted = counted.mutate(group=group)
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
    found = fetch(con, totals) or ([] if grouped else [{"group": None, "people": 0, "true": 0}])
    measures = []
    for total in sorted(found, key=lambda row: (row["group"] == NOT_TOLD, str(row["group"]))):
        for rule in [BOOK, *names]:
            measures.append(_counts(rule, total, rows.get((rule, total["group"]), {})))
    return suppressed(measures)


def _counts(rule: str, total: dict[str, Any], found: dict[str, Any]) -> Measures:
    """All counts, before any is hidden."""
    people, true = total["people"], total["true"]
    flagged, hit = found.get("flagged", 0), found.get("hit", 0)
    cells = (hit, flagged - hit, true - hit, people - true - (flagged - hit))
    lead = (found.get("lead"), found.get("dated") or 0, found.get("in_time") or 0)
    return Measures(rule, total["group"], people, *cells, *lead)


def suppressed(rows: list[Measures]) -> tuple[Measures, ...]:
    """Without what may not be shown: who is in a group, then what became of them, then who was flagged."""
    if not rows:
        return ()
    sides = [_table(rows, side) for side in (_happened, _did_not, _in_time)]
    book = {str(m.group): (sum(_happened(m)), sum(_did_not(m))) for m in rows if m.rule == BOOK}
    few = hidden({group: [sum(pair)] for group, pair in book.items()})
    groups = hidden(book, few)
    happened, did_not = (hidden_cells(side, BOOK, groups) for side in sides[:2])
    in_time = hidden_cells(sides[2], BOOK, *happened)
    shown = []
    for m in rows:
        gone: dict[str, None] = {}
        if str(m.group) in few:
            gone |= {"people": None}
        if _among(happened, m):
            gone |= dict.fromkeys(("flagged_true", "missed"))
        if _among(did_not, m):
            gone |= dict.fromkeys(("flagged_false", "cleared"))
        if _among(happened, m) or (m.dated or 0) < FEWEST:
            gone |= {"lead_weeks": None}
        if _among(in_time, m) or m.group is not None:
            gone |= dict.fromkeys(("dated", "in_time"))
        shown.append(replace(m, **gone))  # type: ignore[arg-type]
    return tuple(shown)


def _happened(m: Measures) -> Pair:
    return m.flagged_true or 0, m.missed or 0


def _did_not(m: Measures) -> Pair:
    return m.flagged_false or 0, m.cleared or 0


def _in_time(m: Measures) -> Pair:
    return m.in_time or 0, (m.dated or 0) - (m.in_time or 0)


def _table(rows: list[Measures], side: Callable[[Measures], Pair]) -> dict[str, dict[str, Pair]]:
    table: dict[str, dict[str, Pair]] = {}
    for m in rows:
        table.setdefault(m.rule, {})[str(m.group)] = side(m)
    return table


def _among(away: tuple[set[str], set[str]], m: Measures) -> bool:
    groups, rules = away
    return str(m.group) in groups or m.rule in rules
