"""``evaluate``: what became of those a rule flagged, and of those it did not.

Denominator: all enrolled on the day of the signals whose outcome is known, and undated or later than the
day. Who is left out is counted. Measures as in Bowers, Sprott and Taff 2013; intervals after Wilson 1927.
"""

import math
from dataclasses import dataclass, replace
from pathlib import Path

import ibis
import ibis.expr.types as ir

from tettpaa.engine.asof import AsOf
from tettpaa.engine.disclosure import FEWEST, hidden
from tettpaa.engine.fast.frame import Frame
from tettpaa.engine.identify import engine, stored
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
    """Counts of one rule (``BOOK``: any rule) in one group (None: all). ``hidden`` cells may not be shown.

    ``lead_weeks``: median weeks from the signal to the outcome, and ``in_time`` of ``dated`` with at least
    eight; only outcomes whose day is known.
    """

    rule: str
    group: str | None
    flagged_true: int
    flagged_false: int
    missed: int
    cleared: int
    lead_weeks: float | None = None
    dated: int = 0
    in_time: int = 0
    hidden: frozenset[str] = frozenset()

    @property
    def people(self) -> int:
        return sum(self.cells.values())

    @property
    def cells(self) -> dict[str, int]:
        return {cell: getattr(self, cell) for cell in CELLS}

    @property
    def sensitivity(self) -> Share | None:
        """Of those it happened to, how many were flagged."""
        return self._share(("flagged_true",), ("flagged_true", "missed"))

    @property
    def specificity(self) -> Share | None:
        """Of those it did not happen to, how many were left in peace."""
        return self._share(("cleared",), ("cleared", "flagged_false"))

    @property
    def precision(self) -> Share | None:
        """Of those flagged, how many it happened to."""
        return self._share(("flagged_true",), ("flagged_true", "flagged_false"))

    @property
    def flagged(self) -> Share | None:
        return self._share(("flagged_true", "flagged_false"), CELLS)

    @property
    def found_in_time(self) -> Share | None:
        return (
            None if min(self.in_time, self.dated - self.in_time) < FEWEST else Share(self.in_time, self.dated)
        )

    def _share(self, part: tuple[str, ...], whole: tuple[str, ...]) -> Share | None:
        """None when it stands on a hidden count."""
        if self.hidden.intersection(part if whole == CELLS else whole):
            return None
        return Share(sum(self.cells[c] for c in part), sum(self.cells[c] for c in whole))


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
    with engine() as con, stored(con) as keep:
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
    shown = (_with_hidden(rules), by, _with_hidden(groups))
    return Evaluation(outcome, file.as_of, title, excluded, *shown)


def _require(con: ibis.BaseBackend, table: ir.Table, name: str, kind: str) -> None:
    names = [str(n) for n in con.execute(table.select("name").distinct()).name]
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
    row = con.execute(
        everyone.agg(
            other_tag=(~everyone.chosen).sum(),
            outcome_unknown=(everyone.chosen & ~everyone.known).sum(),
            outcome_before=(everyone.chosen & everyone.known & everyone.before).sum(),
        )
    ).fillna(0)
    return Excluded(*(int(row[name][0]) for name in ("other_tag", "outcome_unknown", "outcome_before")))


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
    rows = {(r.rule, _name(r.group)): r for r in con.execute(per_rule).itertuples()}
    measures = []
    for total in sorted(con.execute(totals).itertuples(), key=lambda t: str(t.group)):
        group, people, true = _name(total.group), int(total.people), int(total.true)
        for rule in [BOOK, *names]:
            found = rows.get((rule, group))
            flagged, hit = (int(found.flagged), int(found.hit)) if found else (0, 0)
            lead = float(found.lead) if found and found.dated else None
            dates = (int(found.dated), int(found.in_time or 0)) if found and found.dated else (0, 0)
            cleared = people - true - (flagged - hit)
            measures.append(Measures(rule, group, hit, flagged - hit, true - hit, cleared, lead, *dates))
    return tuple(measures)


def _name(group: object) -> str | None:
    return group if isinstance(group, str) else None


def _with_hidden(measures: tuple[Measures, ...]) -> tuple[Measures, ...]:
    """Each rule's table of groups and cells, with the cells marked that may not be shown."""
    marked = []
    for rule in dict.fromkeys(m.rule for m in measures):
        mine = [m for m in measures if m.rule == rule]
        away = hidden({str(m.group): m.cells for m in mine})
        marked += [replace(m, hidden=frozenset(c for g, c in away if g == str(m.group))) for m in mine]
    return tuple(marked)
