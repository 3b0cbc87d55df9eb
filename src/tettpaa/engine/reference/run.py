"""Rules held against figures: who gets a signal."""

from collections.abc import Callable
from typing import Any

from tettpaa.engine import indicators as meaning
from tettpaa.engine.asof import AsOf
from tettpaa.engine.reference import absence, enrolments, results, scores
from tettpaa.engine.reference.facts import Facts
from tettpaa.engine.reference.pupil import Figure, Pupil, enrolled_pupils
from tettpaa.engine.rules import Condition, Rule, RuleBook, When
from tettpaa.engine.signals import Evidence, Signal

FIGURES: dict[type[meaning.Indicator], Callable[[Any, Pupil, list[Pupil]], Figure | None]] = {
    meaning.AbsenceShare: absence.absence_share,
    meaning.SingleLessonDays: absence.single_lesson_days,
    meaning.WeekdayAbsence: absence.weekday_absence,
    meaning.SubjectAbsence: absence.subject_absence,
    meaning.AbsenceLimit: absence.absence_limit,
    meaning.ResultCount: results.result_count,
    meaning.MarkChange: results.mark_change,
    meaning.Score: scores.score,
    meaning.EventCount: scores.event_count,
    meaning.EnrolmentChanges: enrolments.enrolment_changes,
    meaning.ChoiceRank: enrolments.choice_rank,
}


def signals_of(facts: Facts, book: RuleBook, as_of: AsOf) -> list[Signal]:
    """Every rule held against everyone enrolled, in the order of person, rule and valid_from."""
    everyone = enrolled_pupils(facts, as_of)
    found = [signal(rule, book, pupil, everyone) for pupil in everyone for rule in book.rules]
    return sorted((s for s in found if s), key=lambda s: (s.person, s.rule, s.valid_from))


def signal(rule: Rule, book: RuleBook, pupil: Pupil, everyone: list[Pupil]) -> Signal | None:
    """The signal of one rule for one pupil; None if the rule is not for them or does not hold."""
    if not rule.valid_on(pupil.as_of) or (rule.levels and pupil.place.level not in rule.levels):
        return None
    if not holds(rule.when, pupil, everyone):
        return None
    evidence = [
        Evidence(number, figure.value, figure.part, figure.whole, figure.detail)
        for number, condition in enumerate(rule.conditions)
        if (figure := figure_that_holds(condition, pupil, everyone))
    ]
    return Signal(
        pupil.person, rule.name, book.version, rule.valid_from, rule.severity, pupil.as_of, tuple(evidence)
    )


def holds(when: When, pupil: Pupil, everyone: list[Pupil]) -> bool:
    if isinstance(when, Condition):
        return figure_that_holds(when, pupil, everyone) is not None
    return sum(holds(part, pupil, everyone) for part in when.parts) >= when.need


def figure_that_holds(condition: Condition, pupil: Pupil, everyone: list[Pupil]) -> Figure | None:
    """The figure of a condition, rounded; None: there is none, or it does not meet the limit."""
    figure = FIGURES[type(condition.indicator)](condition.indicator, pupil, everyone)
    if figure is None:
        return None
    figure = figure.rounded()
    return figure if condition.holds(figure.value) else None
