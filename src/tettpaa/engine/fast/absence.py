"""Absence: one pass over the register for all indicators of a book, then small sums."""

from functools import reduce

import ibis
import ibis.expr.types as ir

from tettpaa.engine.fast.frame import Frame, figures, monday, same, shift
from tettpaa.engine.indicators import (
    WEEKDAYS,
    Absence,
    AbsenceLimit,
    AbsenceShare,
    Indicator,
    SingleLessonDays,
    SubjectAbsence,
    WeekdayAbsence,
)
from tettpaa.engine.law import AbsenceLaw, absence_law, absence_laws
from tettpaa.facts.schema import ABSENCE_KINDS

Sums = dict[str, ir.Value]


class AbsenceFigures:
    """The figures of all absence indicators of a book, from shared sums by person and subject."""

    def __init__(self, frame: Frame, wanted: list[Indicator]) -> None:
        self.frame = frame
        self.summed = [w for w in wanted if isinstance(w, AbsenceShare | WeekdayAbsence | SubjectAbsence)]
        self.limit = any(isinstance(w, AbsenceLimit) for w in wanted)
        if self.summed or self.limit:
            self.by_subject = frame.keep("absence_by_subject", self._by_subject())
        if self.summed:
            sums = {c: self.by_subject[c].sum() for c in self.by_subject.columns if c.startswith("sum_")}
            self.by_person = frame.keep("absence_by_person", self.by_subject.group_by("person").agg(**sums))

    def of(self, indicator: Indicator) -> ir.Table:
        match indicator:
            case AbsenceShare():
                return self._share(indicator)
            case SingleLessonDays():
                return self._single_lesson_days(indicator)
            case WeekdayAbsence():
                return self._weekday(indicator)
            case SubjectAbsence():
                return self._subject(indicator)
            case AbsenceLimit():
                return self._limit()
        raise TypeError(f"{type(indicator).__name__} is not about absence")

    def _rows(self) -> ir.Table:
        """The register of those enrolled, with each one's moment."""
        known = self.frame.known("absence")
        people = self.frame.people.select("person", "since")
        return known.join(people, "person")

    def _by_subject(self) -> ir.Table:
        rows = self._rows()
        moment = self.frame.moment(rows)
        begins = [moment.begin(w.weeks) for w in self.summed] + ([moment.year] if self.limit else [])
        rows = rows.filter(rows.happened < moment.closed, rows.happened >= reduce(ibis.least, begins))
        sums: Sums = {}
        for indicator in self.summed:
            sums |= self._sums(rows, indicator)
        if self.limit:
            counts = (rows.happened >= moment.year) & (rows.happened >= rows.since)
            sums |= {
                f"year_{kind}": rows.minutes.sum(where=counts & (rows.kind == kind)) for kind in ABSENCE_KINDS
            }
        return rows.group_by(["person", "subject"]).agg(**sums)

    def _sums(self, rows: ir.Table, indicator: Absence) -> Sums:
        moment = self.frame.moment(rows)
        within = rows.happened >= moment.begin(indicator.weeks)
        if set(indicator.kinds) != set(ABSENCE_KINDS):
            within &= rows.kind.isin(indicator.kinds)
        sums: Sums = {_column(indicator): rows.minutes.sum(where=within)}
        if isinstance(indicator, WeekdayAbsence):
            days = [WEEKDAYS.index(day) for day in indicator.weekdays]
            on_days = within & rows.happened.day_of_week.index().isin(days)
            sums[_column(indicator, indicator.weekdays)] = rows.minutes.sum(where=on_days)
        return sums

    def _share(self, indicator: AbsenceShare) -> ir.Table:
        scheduled = self._scheduled(indicator.weeks)
        joined = self.by_person.join(scheduled, "person")
        away = joined[_column(indicator)]
        return figures(joined, away / joined.scheduled.nullif(0), away, joined.scheduled)

    def _weekday(self, indicator: WeekdayAbsence) -> ir.Table:
        table = self.by_person
        away = table[_column(indicator)]
        on_days = table[_column(indicator, indicator.weekdays)].fill_null(0)
        enough = table.filter(away >= indicator.min_minutes)
        return figures(enough, on_days / away, on_days, away)

    def _subject(self, indicator: SubjectAbsence) -> ir.Table:
        column = _column(indicator)
        table = self.by_subject.filter(lambda t: t.subject.notnull(), lambda t: t[column] > 0)
        order = ibis.window(group_by=table.person, order_by=[table[column].desc(), table.subject])
        ranked = table.select(
            "person",
            "subject",
            part=table[column],
            whole=table[column].sum().over(group_by=table.person),
            nth=ibis.row_number().over(order),
        )
        top = ranked.filter(ranked.nth == 0, ranked.whole >= indicator.min_minutes)
        return figures(top, top.part / top.whole, top.part, top.whole, top.subject)

    def _single_lesson_days(self, indicator: SingleLessonDays) -> ir.Table:
        rows = self._rows()
        moment = self.frame.moment(rows)
        rows = rows.filter(
            rows.happened >= moment.begin(indicator.weeks),
            rows.happened < moment.closed,
            rows.kind.isin(indicator.kinds),
        )
        days = rows.group_by(["person", "happened"]).agg(minutes=rows.minutes.sum())
        short = days.filter(days.minutes > 0, days.minutes <= indicator.up_to_minutes)
        counted = short.group_by("person").agg(days=short.count())
        return figures(counted, counted.days)

    def _scheduled(self, weeks: int | None) -> ir.Table:
        """Minutes on the timetable of each person's groups in the window: ``person, scheduled``.

        Summed once for each distinct (group, stretch of weeks), which are few.
        """
        enrolled = self.frame.known("enrolment")
        moment = self.frame.moment(enrolled)
        first = ibis.greatest(monday(shift(enrolled.happened, 3)), moment.begin(weeks))
        until = ibis.least(monday(shift(enrolled.ended, 3)).fill_null(moment.closed), moment.closed)
        spans = enrolled.select("person", "school", "group", as_of=moment.as_of, first=first, until=until)
        spans = spans.filter(spans.first < spans.until, spans.group.notnull())
        stretches = spans.drop("person").distinct()
        timetable = self._timetable()
        joined = stretches.join(
            timetable,
            [
                same(stretches.school, timetable.at_school),
                stretches.group == timetable.of_group,
                stretches.as_of == timetable.seen,
                timetable.monday >= stretches.first,
                timetable.monday < stretches.until,
            ],
        )
        sums = joined.group_by(["school", "group", "as_of", "first", "until"]).agg(
            minutes=joined.minutes.sum()
        )
        total = spans.join(
            sums,
            [
                same(spans.school, sums.school),
                spans.group == sums.group,
                spans.as_of == sums.as_of,
                spans.first == sums.first,
                spans.until == sums.until,
            ],
        )
        return total.group_by("person").agg(scheduled=total.minutes.sum())

    def _timetable(self) -> ir.Table:
        known = self.frame.known("schedule")
        return known.select(
            "subject",
            "minutes",
            at_school=known.school,
            of_group=known.group,
            monday=known.happened,
            seen=self.frame.moment(known).as_of,
        )

    def _annual(self) -> ir.Table:
        """Annual minutes of each subject of each person's present group: ``person, subject, annual, …``."""
        people = self.frame.people
        groups = people.select("school", "group", "as_of", "year").distinct()
        timetable = self._timetable()
        joined = groups.join(
            timetable,
            [
                same(groups.school, timetable.at_school),
                groups.group == timetable.of_group,
                groups.as_of == timetable.seen,
                timetable.monday >= groups.year,
                timetable.monday < (groups.year + ibis.interval(years=1)).cast("date"),
            ],
        )
        annual = joined.group_by(["school", "group", "as_of", "year", "subject"]).agg(
            annual=joined.minutes.sum()
        )
        annual = annual.filter(annual.annual > 0)
        chosen = people.select("person", "school", "group", "as_of", "year")
        return chosen.join(
            annual,
            [
                same(chosen.school, annual.school),
                chosen.group == annual.group,
                chosen.as_of == annual.as_of,
            ],
        ).select("person", "subject", "annual", "year")

    def _limit(self) -> ir.Table:
        sums = self.by_subject.join(self._annual(), ["person", "subject"])
        day = self.frame.as_of.day
        if day is not None:
            law = absence_law(day.replace(year=day.year - (day.month < 8), month=8, day=1))
            counted = [] if law is None else [self._counting(sums, law)]
        else:
            laws = absence_laws()
            ends = [law.valid_from for law in laws[1:]]
            counted = [
                self._counting(
                    sums.filter(sums.year >= law.valid_from, *([sums.year < end] if end else [])), law
                )
                for law, end in zip(laws, [*ends, None], strict=True)
            ]
        if not counted:
            return figures(sums.filter(ibis.literal(False)), sums.annual)
        table = reduce(lambda a, b: a.union(b), counted).filter(lambda t: t.minutes > 0)
        order = ibis.window(
            group_by=table.person, order_by=[(table.minutes / table.annual).round(9).desc(), table.subject]
        )
        top = table.mutate(nth=ibis.row_number().over(order)).filter(lambda t: t.nth == 0)
        return figures(top, top.minutes / top.annual, top.minutes, top.annual, top.subject)

    def _counting(self, sums: ir.Table, law: AbsenceLaw) -> ir.Table:
        """``person, subject, annual, minutes`` that count under that law."""

        def of(kinds: tuple[str, ...]) -> ir.Value:
            return reduce(
                lambda a, b: a + b, (sums[f"year_{k}"].fill_null(0.0) for k in kinds), ibis.literal(0.0)
            )

        table = sums.select(
            "person",
            "subject",
            "annual",
            minutes=of(law.always),
            own=of(law.own_word),
            together=of(law.own_word_sum),
        )
        if not law.own_word:
            return table.select("person", "subject", "annual", "minutes")
        free = law.own_word_until * table.annual
        over = self._own_word_that_counts(table.filter(table.own > 0, table.together > free), law)
        joined = table.left_join(over, ["person", "subject"])
        minutes = joined.minutes + joined.counts.fill_null(0.0)
        return joined.select("person", "subject", "annual", minutes=minutes)

    def _own_word_that_counts(self, few: ir.Table, law: AbsenceLaw) -> ir.Table:
        """Own-word minutes after the point where the sum was reached, for the few who reached it.

        On one and the same day, own-word absence is reckoned last.
        """
        rows = self._rows().join(few.select("person", "subject", "annual"), ["person", "subject"])
        moment = self.frame.moment(rows)
        rows = rows.filter(
            rows.happened >= moment.year,
            rows.happened >= rows.since,
            rows.happened < moment.closed,
            rows.kind.isin(law.own_word_sum),
        )
        own = rows.kind.isin(law.own_word)
        days = rows.group_by(["person", "subject", "annual", "happened"]).agg(
            own=rows.minutes.sum(where=own), together=rows.minutes.sum()
        )
        so_far = ibis.cumulative_window(group_by=[days.person, days.subject], order_by=days.happened)
        days = days.mutate(reached=days.together.sum().over(so_far) - days.own.fill_null(0.0))
        left = ibis.greatest(law.own_word_until * days.annual - days.reached, 0.0)
        beyond = ibis.greatest(days.own.fill_null(0.0) - left, 0.0)
        return days.group_by(["person", "subject"]).agg(counts=beyond.sum())


def _column(indicator: Absence, weekdays: tuple[str, ...] = ()) -> str:
    """One name for each distinct sum, so that indicators alike share it."""
    kinds = "all" if set(indicator.kinds) == set(ABSENCE_KINDS) else "_".join(sorted(indicator.kinds))
    return "_".join(["sum", str(indicator.weeks or "year"), kinds, *weekdays])
