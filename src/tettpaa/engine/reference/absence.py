"""Absence: shares, patterns, and the way towards the limit."""

from collections import defaultdict
from datetime import date, timedelta

from tettpaa.engine.indicators import (
    Absence,
    AbsenceLimit,
    AbsenceShare,
    SingleLessonDays,
    SubjectAbsence,
    WeekdayAbsence,
)
from tettpaa.engine.law import AbsenceLaw, absence_law
from tettpaa.engine.reference.facts import Away, Enrolled, Taught
from tettpaa.engine.reference.pupil import Figure, Pupil, Window, rounded
from tettpaa.kit.schoolyear import SchoolYear

THURSDAY = timedelta(days=3)


def absences_in_window(indicator: Absence, pupil: Pupil) -> list[Away]:
    window = pupil.window(indicator.weeks)
    return [a for a in pupil.absences if a.kind in indicator.kinds and a.happened in window]


def absence_share(indicator: AbsenceShare, pupil: Pupil, _everyone: list[Pupil]) -> Figure | None:
    away = sum(a.minutes for a in absences_in_window(indicator, pupil))
    window = pupil.window(indicator.weeks)
    taught = sum(
        lesson.minutes
        for lesson in pupil.schedule
        if lesson.happened in window and in_its_group(pupil, lesson, lesson.happened + THURSDAY)
    )
    return Figure(min(away / taught, 1.0), away, taught) if taught > 0 else None


def single_lesson_days(indicator: SingleLessonDays, pupil: Pupil, _everyone: list[Pupil]) -> Figure | None:
    by_day: dict[date, float] = defaultdict(float)
    for absence in absences_in_window(indicator, pupil):
        by_day[absence.happened] += absence.minutes
    short = [minutes for minutes in by_day.values() if 0 < rounded(minutes) <= indicator.up_to_minutes]
    return Figure(len(short))


def weekday_absence(indicator: WeekdayAbsence, pupil: Pupil, _everyone: list[Pupil]) -> Figure | None:
    absences = absences_in_window(indicator, pupil)
    in_all = sum(a.minutes for a in absences)
    on_those_days = sum(a.minutes for a in absences if weekday(a.happened) in indicator.weekdays)
    if rounded(in_all) < indicator.min_minutes:
        return None
    return Figure(on_those_days / in_all, on_those_days, in_all)


def weekday(day: date) -> str:
    return ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()]


def subject_absence(indicator: SubjectAbsence, pupil: Pupil, _everyone: list[Pupil]) -> Figure | None:
    by_subject: dict[str, float] = defaultdict(float)
    for absence in absences_in_window(indicator, pupil):
        if absence.subject is not None:
            by_subject[absence.subject] += absence.minutes
    in_all = sum(by_subject.values())
    if rounded(in_all) < indicator.min_minutes:
        return None
    subject = min(by_subject, key=lambda name: (-rounded(by_subject[name]), name))
    return Figure(by_subject[subject] / in_all, by_subject[subject], in_all, subject)


def absence_limit(_indicator: AbsenceLimit, pupil: Pupil, _everyone: list[Pupil]) -> Figure | None:
    year = SchoolYear.from_date(pupil.as_of)
    law = absence_law(year.first)
    annual = annual_minutes(pupil, year)
    if law is None or pupil.place.level not in law.levels or not annual:
        return None
    since = Window(max(year.first, arrived(pupil)), pupil.window(None).end)
    figures = []
    for subject, minutes in annual.items():
        absences = [a for a in pupil.absences if a.subject == subject and a.happened in since]
        counts = counting_minutes(absences, minutes, law)
        figures.append(Figure(counts / minutes, counts, minutes, subject))
    return min(figures, key=lambda figure: (-rounded(figure.value), figure.detail))


def annual_minutes(pupil: Pupil, year: SchoolYear) -> dict[str, float]:
    """Minutes of each subject over the whole school year, on the timetable of all groups of today."""
    annual: dict[str, float] = defaultdict(float)
    for lesson in pupil.schedule:
        if in_its_group(pupil, lesson, pupil.as_of) and year.first <= lesson.happened <= year.last:
            annual[lesson.subject] += lesson.minutes
    return {subject: minutes for subject, minutes in annual.items() if minutes > 0}


def arrived(pupil: Pupil) -> date:
    """First day at the present school, after the last at another."""
    so_far = [e for e in pupil.enrolments if e.happened <= pupil.place.happened]
    last_elsewhere = max((e.happened for e in so_far if e.school != pupil.place.school), default=date.min)
    here = [e.happened for e in so_far if e.school == pupil.place.school]
    return min(day for day in here if day >= last_elsewhere)


def counting_minutes(absences: list[Away], annual: float, law: AbsenceLaw) -> float:
    """Day by day, own word last on each day: it counts only once all together has passed the point."""
    point = law.own_word_until * annual
    together = counts = 0.0
    for absence in sorted(absences, key=lambda a: (a.happened, a.kind in law.own_word)):
        before = together
        if absence.kind in law.own_word_sum:
            together += absence.minutes
        if absence.kind in law.always:
            counts += absence.minutes
        if absence.kind in law.own_word:
            counts += max(0.0, together - max(before, point))
    return counts


def in_its_group(pupil: Pupil, lesson: Taught, day: date) -> bool:
    return any(e.holds_on(day) and in_class(lesson, e) for e in pupil.enrolments)


def in_class(lesson: Taught, enrolment: Enrolled) -> bool:
    return (lesson.school, lesson.group) == (enrolment.school, enrolment.group)
