"""Progress towards the absence limit in each subject, under the law of the school year.

Only a subject that may be a person's highest, and high enough for a condition, is reckoned to the minute:
bounds from plain sums leave few of them.
"""

from functools import reduce

import ibis
import ibis.expr.types as ir

from tettpaa.engine.fast.absence import of_kinds
from tettpaa.engine.fast.frame import Frame, figures
from tettpaa.engine.fast.timetable import annual
from tettpaa.engine.law import AbsenceLaw, absence_law, absence_laws

KEY = ["person", "subject"]


def absence_limit(frame: Frame, levels: tuple[str, ...], least: float) -> ir.Table:
    """The figures of those on the ``levels`` (none: on all that have a limit) that are ``least`` or more."""
    people = frame.people
    counted = []
    for law, within in _laws(frame):
        asked = [level for level in law.levels if not levels or level in levels]
        counted.append(_counting(frame, law, people.filter(people.level.isin(asked), *within), least))
    if not counted:
        return figures(people.filter(ibis.literal(False)), people.choice_rank)
    table = reduce(lambda a, b: a.union(b), counted).filter(lambda t: t.minutes > 0)
    share = (table.minutes / table.annual).round(9)
    order = ibis.window(group_by=table.person, order_by=[share.desc(), table.subject])
    top = table.mutate(nth=ibis.row_number().over(order)).filter(lambda t: t.nth == 0)
    return figures(top, top.minutes / top.annual, top.minutes, top.annual, top.subject)


def _laws(frame: Frame) -> list[tuple[AbsenceLaw, list[ir.BooleanValue]]]:
    """The laws that may apply, each with the conditions that a person's school year must meet."""
    year = frame.people.year
    if frame.school_year is not None:
        law = absence_law(frame.school_year)
        return [(law, [year >= law.valid_from])] if law else []
    laws = absence_laws()
    ends = [*(law.valid_from for law in laws[1:]), None]
    return [
        (law, [year >= law.valid_from] + ([year < end] if end else []))
        for law, end in zip(laws, ends, strict=True)
    ]


def _counting(frame: Frame, law: AbsenceLaw, people: ir.Table, least: float) -> ir.Table:
    """``person, subject, annual, minutes`` that count under that law, of the subjects that may matter."""
    since = people.select("person", "since")
    kinds = tuple(dict.fromkeys(law.always + law.own_word_sum))
    rows = _register(frame, since, kinds)
    sums = rows.group_by(KEY).agg(
        always=_sum(rows, law.always, kinds),
        own=_sum(rows, law.own_word, kinds),
        together=_sum(rows, law.own_word_sum, kinds),
    )
    alike, yearly = annual(frame)
    table = sums.join(alike, "person").join(yearly, ["like", "subject"])
    free = law.own_word_until * table.annual
    table = table.mutate(beyond=ibis.least(table.own, ibis.greatest(table.together - free, 0.0)))
    lowest = (table.always / table.annual).round(9)
    highest = ((table.always + table.beyond) / table.annual).round(9)
    table = table.mutate(highest=highest, best=lowest.max().over(group_by=table.person))
    table = table.filter(table.highest >= least, table.highest >= table.best)
    name = f"counting_{law.valid_from.year}"
    may_matter = frame.keep(name, table.mutate(n=ibis.row_number().over(order_by=KEY)))
    if not law.own_word:
        return may_matter.select(*KEY, "annual", minutes=may_matter.always)
    beyond = _own_word_beyond(frame, law, may_matter.filter(may_matter.beyond > 0).join(since, "person"))
    both = may_matter.left_join(beyond, "n")
    return both.select(*KEY, "annual", minutes=both.always + both.exact.fill_null(0.0))


def _register(frame: Frame, people: ir.Table, kinds: tuple[str, ...]) -> ir.Table:
    """Absence of some kinds, of these people, this year and at the present school."""
    rows = frame.known("absence").join(people, [key for key in KEY if key in people.columns])
    moment = frame.moment(rows)
    return rows.filter(
        rows.happened >= moment.year,
        rows.happened >= rows.since,
        rows.happened < moment.closed,
        *of_kinds(rows, kinds),
        rows.subject.notnull(),
    )


def _own_word_beyond(frame: Frame, law: AbsenceLaw, few: ir.Table) -> ir.Table:
    """``n, exact``: own-word minutes after the point where the sum was reached, gone through in order.

    On one and the same day, own-word absence is reckoned last.
    """
    pairs = few.select(*KEY, "since", "n", free=law.own_word_until * few.annual)
    rows = _register(frame, pairs, law.own_word_sum)
    rows = rows.select("n", "free", "happened", "minutes", own=rows.kind.isin(law.own_word))
    in_order = ibis.cumulative_window(group_by=rows.n, order_by=[rows.happened, rows.own])
    rows = rows.mutate(so_far=rows.minutes.sum().over(in_order))
    past = rows.filter(rows.own, rows.so_far > rows.free)
    return past.group_by("n").agg(exact=ibis.least(past.minutes, past.so_far - past.free).sum())


def _sum(rows: ir.Table, kinds: tuple[str, ...], among: tuple[str, ...]) -> ir.Value:
    """Minutes of some of the kinds that the rows are of; nothing is 0."""
    if set(kinds) == set(among):
        return rows.minutes.sum()
    return rows.minutes.sum(where=rows.kind.isin(kinds)).fill_null(0.0) if kinds else ibis.literal(0.0)
