"""Marks: how many of a sort, and whether they fall."""

from datetime import date

from tettpaa.engine.indicators import SUBJECTS_APART, MarkChange, ResultCount
from tettpaa.engine.reference.facts import Marked
from tettpaa.engine.reference.pupil import Figure, Pupil
from tettpaa.facts.schema import MARKS
from tettpaa.kit.schoolyear import HalfYear

NUMERIC = ("1", "2", "3", "4", "5", "6")
WEIGHT = {"half_year": 1, "final": 2, "exam": 3}  # which of several on one day stands
ORDER = list(MARKS)  # 1 to 6, IV, exempt, G, Ng, Lg


def latest_by_subject(results: list[Marked]) -> dict[str, Marked]:
    by_subject: dict[str, list[Marked]] = {}
    for result in results:
        by_subject.setdefault(result.subject, []).append(result)
    return {subject: max(those, key=how_late) for subject, those in by_subject.items()}


def how_late(result: Marked) -> tuple[date, int, int]:
    return result.happened, WEIGHT[result.assessment], ORDER.index(result.mark)


def result_count(indicator: ResultCount, pupil: Pupil, _everyone: list[Pupil]) -> Figure | None:
    results = [
        r
        for r in pupil.results
        if pupil.within(indicator.days, r.happened)
        and r.assessment in indicator.assessments
        and (not indicator.subjects or r.subject in indicator.subjects)
    ]
    latest = latest_by_subject(results)
    hits = sorted(subject for subject, result in latest.items() if result.mark in indicator.marks)
    return Figure(len(hits), None, len(latest), SUBJECTS_APART.join(hits)) if latest else None


def mark_change(indicator: MarkChange, pupil: Pupil, _everyone: list[Pupil]) -> Figure | None:
    by_half_year: dict[HalfYear, list[Marked]] = {}
    for r in pupil.results:
        counts = r.mark in NUMERIC and r.assessment in indicator.assessments
        if counts and pupil.within(indicator.days, r.happened):
            by_half_year.setdefault(HalfYear.of(r.happened), []).append(r)
    if len(by_half_year) < 2:
        return None
    earlier, later = sorted(by_half_year)[-2:]
    before, now = latest_by_subject(by_half_year[earlier]), latest_by_subject(by_half_year[later])
    common = sorted(set(before) & set(now))
    if len(common) < indicator.min_subjects:
        return None
    average_now = sum(int(now[subject].mark) for subject in common) / len(common)
    average_before = sum(int(before[subject].mark) for subject in common) / len(common)
    return Figure(average_now - average_before, average_now, average_before)
