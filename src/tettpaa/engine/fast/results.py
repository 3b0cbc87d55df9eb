"""Results: the latest mark in each subject, and the change from one half-year to the next."""

import ibis
import ibis.expr.types as ir

from tettpaa.engine.fast.frame import Frame, figures
from tettpaa.engine.indicators import MarkChange, ResultCount
from tettpaa.facts.schema import ASSESSMENTS, MARKS

NUMERIC = ("1", "2", "3", "4", "5", "6")
_MARKS, _ASSESSMENTS = list(MARKS), list(ASSESSMENTS)
EPOCH = ibis.date(1970, 1, 1)


def result_count(frame: Frame, indicator: ResultCount) -> ir.Table:
    latest = frame.keep(_name(indicator), _latest(frame, indicator))
    if indicator.subjects:
        latest = latest.filter(latest.subject.isin(indicator.subjects))
    counted = latest.group_by("person").agg(
        hits=latest.count(where=latest.mark.isin(indicator.marks)),
        subjects=latest.count(),
        names=latest.subject.group_concat(
            ", ", where=latest.mark.isin(indicator.marks), order_by=latest.subject
        ),
    )
    counted = counted.filter(counted.hits > 0)
    return figures(counted, counted.hits, None, counted.subjects, counted.names)


def mark_change(frame: Frame, indicator: MarkChange) -> ir.Table:
    rows = _rows(frame, indicator.assessments)
    rows = rows.filter(rows.mark.isin(NUMERIC))
    rows = rows.mutate(half=half_year_number(rows.happened))
    marks = rows.group_by(["person", "half", "subject"]).agg(last=_order(rows).max())
    marks = marks.mutate(mark=_mark(marks.last).cast("int32"))
    halves = marks.select("person", "half").distinct()
    back = ibis.dense_rank().over(group_by=halves.person, order_by=halves.half.desc())
    two = halves.mutate(back=back).filter(lambda t: t.back < 2)
    pairs = marks.join(two, ["person", "half"])
    pairs = pairs.group_by(["person", "subject"]).agg(
        now=pairs.mark.max(where=pairs.back == 0), before=pairs.mark.max(where=pairs.back == 1)
    )
    pairs = pairs.filter(pairs.now.notnull(), pairs.before.notnull())
    means = pairs.group_by("person").agg(
        subjects=pairs.count(), now=pairs.now.mean(), before=pairs.before.mean()
    )
    means = means.filter(means.subjects >= indicator.min_subjects)
    return figures(means, means.now - means.before, means.now, means.before)


def half_year_number(day: ir.DateValue) -> ir.Value:
    """Half-years counted from year 0: August to January, February to July (kit.schoolyear)."""
    autumn, january = day.month() >= 8, day.month() == 1
    half = autumn.ifelse(1, january.ifelse(-1, 0))
    return (day.year() * 2 + half).cast("int32")


def _rows(frame: Frame, assessments: tuple[str, ...], days: int | None = None) -> ir.Table:
    rows = frame.known("result")
    moment = frame.moment(rows)
    rows = rows.filter(rows.happened <= moment.as_of)
    if set(assessments) != set(ASSESSMENTS):
        rows = rows.filter(rows.assessment.isin(assessments))
    if days is not None:
        rows = rows.filter(rows.happened > moment.ago(days))
    return rows


def _latest(frame: Frame, indicator: ResultCount) -> ir.Table:
    """``person, subject, mark``: the mark that stands."""
    rows = _rows(frame, indicator.assessments, indicator.days)
    latest = rows.group_by(["person", "subject"]).agg(last=_order(rows).max())
    return latest.select("person", "subject", mark=_mark(latest.last))


def _order(rows: ir.Table) -> ir.Value:
    """One number that is larger the later, the weightier and the further down the list of marks."""
    weight = rows.assessment.cases(*[(name, rank) for rank, name in enumerate(_ASSESSMENTS)], else_=0)
    mark = rows.mark.cases(*[(name, rank) for rank, name in enumerate(_MARKS)], else_=0)
    day = rows.happened.delta(EPOCH, unit="day")
    return (day * 1000 + weight.cast("int64") * 100 + mark.cast("int64")).cast("int64")


def _mark(order: ir.Value) -> ir.Value:
    return (order % 100).cases(*[(rank, name) for rank, name in enumerate(_MARKS)], else_="")


def _name(indicator: ResultCount) -> str:
    return "_".join(["latest", *sorted(indicator.assessments), str(indicator.days or "all")])
