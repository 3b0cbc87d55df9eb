"""Results: the latest mark in each subject, and the change from one half-year to the next."""

import ibis
import ibis.expr.types as ir

from tettpaa.engine.fast.frame import Frame, figures
from tettpaa.engine.indicators import SUBJECTS_APART, Indicator, MarkChange, ResultCount
from tettpaa.facts.schema import ASSESSMENTS, MARKS

NUMERIC = ("1", "2", "3", "4", "5", "6")
_MARKS, _ASSESSMENTS = list(MARKS), list(ASSESSMENTS)
EPOCH = ibis.date(1970, 1, 1)
_DAY, _WEIGHT = 1000, 100  # places of a number that orders results: day, weight of assessment, mark


class ResultFigures:
    """The counts of marks of a book, from the latest mark in each subject; shared where they can be."""

    def __init__(self, frame: Frame, wanted: list[Indicator]) -> None:
        self.frame = frame
        counts = [indicator for indicator in wanted if isinstance(indicator, ResultCount)]
        limited = [indicator.days for indicator in counts if indicator.days is not None]
        self.longest = max(limited) if limited and len(limited) == len(counts) else None
        self.sorts = {_column(indicator): indicator.assessments for indicator in counts}

    def count(self, indicator: ResultCount) -> ir.Table:
        latest = self._latest(indicator)
        if indicator.subjects:
            latest = latest.filter(latest.subject.isin(indicator.subjects))
        hits = latest.filter(latest.mark.isin([_MARKS.index(mark) for mark in indicator.marks]))
        found = hits.group_by("person").agg(
            hits=hits.count(), names=hits.subject.group_concat(SUBJECTS_APART, order_by=hits.subject)
        )
        whole = latest.group_by("person").agg(subjects=latest.count())
        both = found.join(whole, "person")
        return figures(both, both.hits, None, both.subjects, both.names)

    def _latest(self, indicator: ResultCount) -> ir.Table:
        """``person, subject, mark`` (its place in the list of marks): the mark that stands.

        The latest of the longest time looked at is the latest of a shorter one too, if it falls in it.
        """
        kept = self.frame.keep("latest", self._of_each_sort())
        last = kept[_column(indicator)]
        kept = kept.select("person", "subject", last=last).filter(last.notnull())
        if indicator.days is not None and indicator.days != self.longest:
            people = self.frame.people
            kept = kept.join(people.select("person", "as_of"), "person")
            since = _day_number(kept.as_of) - indicator.days
            kept = kept.filter(kept["last"] >= (since + 1) * _DAY)
        return kept.select("person", "subject", mark=(kept["last"] % _WEIGHT).cast("int32"))

    def _of_each_sort(self) -> ir.Table:
        """The latest of each choice of assessments that is asked for, beside each other, in one pass."""
        named = {name for assessments in self.sorts.values() for name in assessments}
        rows = _rows(self.frame, tuple(name for name in ASSESSMENTS if name in named), self.longest)
        order = _order(rows)
        sums = {
            column: order.max(where=None if set(chosen) == named else rows.assessment.isin(chosen))
            for column, chosen in self.sorts.items()
        }
        return rows.group_by(["person", "subject"]).agg(**sums)


def mark_change(frame: Frame, indicator: MarkChange) -> ir.Table:
    rows = _rows(frame, indicator.assessments, indicator.days)
    rows = rows.filter(rows.mark.isin(NUMERIC))
    rows = rows.select("person", "subject", half=half_year_number(rows.happened), order=_order(rows))
    halves = rows.select("person", "half").distinct()
    back = ibis.dense_rank().over(group_by=halves.person, order_by=halves.half.desc())
    two = halves.mutate(back=back).filter(lambda t: t.back < 2)
    marks = rows.join(two, ["person", "half"])
    pairs = marks.group_by(["person", "subject"]).agg(
        now=marks.order.max(where=marks.back == 0), before=marks.order.max(where=marks.back == 1)
    )
    pairs = pairs.filter(pairs.now.notnull(), pairs.before.notnull())
    pairs = pairs.select("person", now=_grade(pairs.now), before=_grade(pairs.before))
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


def _rows(frame: Frame, assessments: tuple[str, ...], days: int | None) -> ir.Table:
    rows = frame.known("result")
    moment = frame.moment(rows)
    rows = rows.filter(rows.happened <= moment.as_of)
    if set(assessments) != set(ASSESSMENTS):
        rows = rows.filter(rows.assessment.isin(assessments))
    if days is not None:
        rows = rows.filter(rows.happened > moment.ago(days))
    return rows


def _column(indicator: ResultCount) -> str:
    return "_".join(["last", *(name for name in ASSESSMENTS if name in indicator.assessments)])


def _day_number(day: ir.DateValue) -> ir.Value:
    return day.delta(EPOCH, unit="day").cast("int64")


def _order(rows: ir.Table) -> ir.Value:
    """One number that is larger the later, the weightier and the further down the list of marks."""
    weight = rows.assessment.cases(*[(name, rank) for rank, name in enumerate(_ASSESSMENTS)], else_=0)
    mark = rows.mark.cases(*[(name, rank) for rank, name in enumerate(_MARKS)], else_=0)
    return _day_number(rows.happened) * _DAY + weight.cast("int64") * _WEIGHT + mark.cast("int64")


def _grade(order: ir.Value) -> ir.Value:
    """The numeric mark in such a number: the list of marks begins with 1."""
    return (order % _WEIGHT + 1).cast("int32")
