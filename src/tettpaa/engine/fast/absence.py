"""Absence, the largest table: one pass for all sums by person, and a narrow one for each that needs more.

Few wide hash tables are dearer than many narrow scans: what is summed by subject or by day is cut to its own
window first.
"""

from functools import reduce

import ibis
import ibis.expr.types as ir

from tettpaa.engine.fast.frame import Frame, figures
from tettpaa.engine.fast.timetable import scheduled
from tettpaa.engine.indicators import (
    WEEKDAYS,
    Absence,
    AbsenceShare,
    Indicator,
    SingleLessonDays,
    SubjectAbsence,
    WeekdayAbsence,
)
from tettpaa.facts.schema import ABSENCE_KINDS


class AbsenceFigures:
    """The figures of the absence indicators of a book; sums by person are shared between them."""

    def __init__(self, frame: Frame, wanted: list[Indicator]) -> None:
        self.frame = frame
        summed = [w for w in wanted if isinstance(w, AbsenceShare | WeekdayAbsence)]
        if summed:
            self.by_person = frame.keep("absence_by_person", self._by_person(summed))

    def of(self, indicator: Absence) -> ir.Table:
        match indicator:
            case AbsenceShare():
                return self._share(indicator)
            case WeekdayAbsence():
                return self._weekday(indicator)
            case SubjectAbsence():
                return self._subject(indicator)
            case SingleLessonDays():
                return self._single_lesson_days(indicator)
        raise TypeError(type(indicator).__name__)

    def _by_person(self, summed: list[AbsenceShare | WeekdayAbsence]) -> ir.Table:
        rows = self.frame.known("absence")
        moment = self.frame.moment(rows)
        earliest = moment.earliest([indicator.weeks for indicator in summed])
        rows = rows.filter(rows.happened < moment.closed, rows.happened >= earliest)
        sums: dict[str, ir.Value] = {}
        for indicator in summed:
            begin = moment.begin(indicator.weeks)
            counts = [] if begin.equals(earliest) else [rows.happened >= begin]
            counts += of_kinds(rows, indicator.kinds)
            sums[_column(indicator)] = _sum(rows, counts)
            if isinstance(indicator, WeekdayAbsence):
                days = [WEEKDAYS.index(day) for day in indicator.weekdays]
                on_days = rows.happened.day_of_week.index().isin(days)
                sums[_column(indicator, indicator.weekdays)] = _sum(rows, [*counts, on_days])
        return rows.group_by("person").agg(**sums)

    def _rows(self, indicator: Absence) -> ir.Table:
        """The register of the indicator's window and kinds."""
        rows = self.frame.known("absence")
        moment = self.frame.moment(rows)
        window = [rows.happened >= moment.begin(indicator.weeks), rows.happened < moment.closed]
        return rows.filter(*window, *of_kinds(rows, indicator.kinds))

    def _share(self, indicator: AbsenceShare) -> ir.Table:
        timetable = self.frame.keep(f"scheduled_{indicator.weeks}", scheduled(self.frame, indicator.weeks))
        joined = self.by_person.join(timetable, "person")
        away = joined[_column(indicator)]
        share = (away / joined.scheduled.nullif(0)).clip(upper=1.0)
        return figures(joined, share, away, joined.scheduled)

    def _weekday(self, indicator: WeekdayAbsence) -> ir.Table:
        table = self.by_person
        away = table[_column(indicator)]
        on_days = table[_column(indicator, indicator.weekdays)].fill_null(0)
        enough = table.filter(away.round(9) >= indicator.min_minutes)
        return figures(enough, on_days / away, on_days, away)

    def _subject(self, indicator: SubjectAbsence) -> ir.Table:
        rows = self._rows(indicator).filter(lambda t: t.subject.notnull())
        sums = rows.group_by(["person", "subject"]).agg(part=rows.minutes.sum())
        sums = sums.filter(sums.part > 0)
        order = ibis.window(group_by=sums.person, order_by=[sums.part.round(9).desc(), sums.subject])
        whole = sums.part.sum().over(group_by=sums.person)
        ranked = sums.mutate(whole=whole, nth=ibis.row_number().over(order))
        top = ranked.filter(ranked.nth == 0, ranked.whole.round(9) >= indicator.min_minutes)
        return figures(top, top.part / top.whole, top.part, top.whole, top.subject)

    def _single_lesson_days(self, indicator: SingleLessonDays) -> ir.Table:
        rows = self._rows(indicator)
        days = rows.group_by(["person", "happened"]).agg(minutes=rows.minutes.sum())
        short = days.filter(days.minutes > 0, days.minutes.round(9) <= indicator.up_to_minutes)
        counted = short.group_by("person").agg(days=short.count())
        return figures(counted, counted.days)


def of_kinds(rows: ir.Table, kinds: tuple[str, ...]) -> list[ir.BooleanValue]:
    """That a row is of some kinds: as one comparison where it can be, which a scan is cut by."""
    others = [kind for kind in ABSENCE_KINDS if kind not in kinds]
    if len(others) > 1:
        return [rows.kind.isin(kinds)]
    return [rows.kind != other for other in others]


def _sum(rows: ir.Table, counts: list[ir.BooleanValue]) -> ir.Value:
    return rows.minutes.sum(where=reduce(lambda a, b: a & b, counts)) if counts else rows.minutes.sum()


def _column(indicator: Absence, weekdays: tuple[str, ...] = ()) -> str:
    """One name for each distinct sum, so that indicators alike share it."""
    kinds = "all" if set(indicator.kinds) == set(ABSENCE_KINDS) else "_".join(sorted(indicator.kinds))
    return "_".join(["sum", str(indicator.weeks or "year"), kinds, *weekdays])
