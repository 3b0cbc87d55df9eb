"""Enrolments: moves, and which wish was met."""

from itertools import pairwise

from tettpaa.engine.indicators import ChoiceRank, EnrolmentChanges
from tettpaa.engine.reference.facts import Enrolled
from tettpaa.engine.reference.pupil import Figure, Pupil, by_place


def enrolment_changes(indicator: EnrolmentChanges, pupil: Pupil, _everyone: list[Pupil]) -> Figure | None:
    first_of_day: dict[object, Enrolled] = {}
    for enrolment in sorted(pupil.enrolments, key=by_place):
        first_of_day.setdefault(enrolment.happened, enrolment)
    in_order = sorted(first_of_day.values(), key=lambda e: e.happened)
    moves = [
        after
        for before, after in pairwise(in_order)
        if before.level == after.level
        and moved(indicator, before, after)
        and pupil.within(indicator.days, after.happened)
    ]
    return Figure(len(moves))


def moved(indicator: EnrolmentChanges, before: Enrolled, after: Enrolled) -> bool:
    """From one place to another; where one of them is not known, nobody knows."""
    if indicator.what == "school":
        was, became = before.school, after.school
    else:
        was, became = before.programme, after.programme
    return was is not None and became is not None and was != became


def choice_rank(_indicator: ChoiceRank, pupil: Pupil, _everyone: list[Pupil]) -> Figure | None:
    rank = pupil.place.choice_rank
    return None if rank is None else Figure(rank)
