"""The way of a young person through Year 8 to Vg3 or an apprenticeship, and what became of it.

Nothing here knows what day it is: ways are drawn to their end, and what lies ahead is left out when written.
"""

import itertools
import math
import random
from datetime import date

from tettpaa.demo.calendar import calendar
from tettpaa.demo.people import APPRENTICE, Outcome, Person, Segment
from tettpaa.demo.settings import figures, programme
from tettpaa.demo.units import District, Unit

LOWER = ("8", "9", "10")
_EARLIEST, _LATEST = 18, 165  # teaching days between which someone leaves during the year
_CHANGED_BY = 60


def draw_way(rng: random.Random, person: Person, district: District) -> None:
    """Fill in ``segments`` and ``outcome``."""
    ways = figures("ways")
    for n, level in enumerate(LOWER):
        school = district.lower[person.lower]
        segment = whole_year(person.start - 3 + n, school, level)
        moved = rng.random() < ways["lower_move"]
        others = [one for one in district.lower if one is not school]
        person.segments += _split(rng, segment, rng.choice(others), "", "moved") if moved else [segment]
    if rng.random() < ways["no_start"]:
        return
    track = _track(rng, person)
    completes = rng.random() < completion(track, person.points)
    plan = _plan(rng, person, district, track, repeat=completes and rng.random() < ways["repeat"])
    kept = plan if completes else _leave(rng, person, plan)
    if completes:
        _finish(rng, person, kept, "completed")
    for segment in kept:
        person.segments += _changed(rng, segment, district)


def completion(track: str, points: float | None) -> float:
    """The share that completes, between the published figures drawn straight."""
    table = figures("completion")
    if points is None:
        return float(table["none"])
    knots = table[track]
    if points <= knots[0][0]:
        return float(knots[0][1])
    for (a, low), (b, high) in itertools.pairwise(knots):
        if points <= b:
            return float(low + (high - low) * (points - a) / (b - a))
    return float(knots[-1][1])


def whole_year(year: int, unit: Unit, level: str, letters: str = "", choice: int | None = None) -> Segment:
    """A place from 1 August to 31 July."""
    first, last = date(year, 8, 1).toordinal(), date(year + 1, 7, 31).toordinal()
    return Segment(year, unit, level, letters, first, last, choice)


def _track(rng: random.Random, person: Person) -> str:
    pull = (person.ability - 41.5) / 6 + (0.15 if person.sex == "girl" else -0.15)
    return "academic" if rng.random() < 1 / (1 + math.exp(-pull)) else "vocational"


def _plan(rng: random.Random, person: Person, district: District, track: str, repeat: bool) -> list[Segment]:
    choice = rng.choices((1, 2, 3), figures("ways")["choice"])[0]
    year = person.start
    plan = []
    if repeat:
        school, letters = _programme(rng, person, district, track)
        plan.append(whole_year(year, school, "Vg1", letters, choice))
        plan[0].reason, plan[0].left = "changed_programme", plan[0].last
        year, choice = year + 1, 1
    school, letters = _programme(rng, person, district, track)
    plan.append(whole_year(year, school, "Vg1", letters, choice))
    plan.append(whole_year(year + 1, school, "Vg2", letters, 1))
    if track == "academic":
        plan.append(whole_year(year + 2, school, "Vg3", letters, 1))
    elif rng.random() < figures("ways")["apprentice"]:
        company = rng.choice(district.companies)
        plan += [whole_year(year + n, company, APPRENTICE, letters) for n in (2, 3)]
    else:
        plan.append(whole_year(year + 2, school, "Vg3", "PB", 1))
    return plan


def _programme(rng: random.Random, person: Person, district: District, track: str) -> tuple[Unit, str]:
    options, weights = [], []
    place = district.lower[person.lower].place
    for school in district.upper:
        near = figures("ways")["own_municipality"] if school.place == place else 1.0
        for letters, classes in school.classes:
            found = programme(letters)
            if found["track"] == track:
                pull = math.sqrt(found["girls"])
                options.append((school, letters))
                weights.append(classes * near * (pull if person.sex == "girl" else 1 / pull))
    return rng.choices(options, weights)[0]


def _leave(rng: random.Random, person: Person, plan: list[Segment]) -> list[Segment]:
    """What is left of the plan of somebody who does not complete."""
    leaving, sort = figures("leaving"), rng.random()
    at = min(rng.choices((0, 1, 2), leaving["by_year"])[0], len(plan) - 1)
    if sort < leaving["during_year"]:
        segment = plan[at]
        days = calendar(segment.year, segment.unit.late).days
        segment.last = segment.left = days[rng.randint(_EARLIEST, _LATEST)]
        segment.reason = "moved" if rng.random() < 0.03 else "quit"
        if segment.reason == "quit":
            person.outcome = Outcome("quit", segment.last, segment.last + rng.randint(1, 20))
        return plan[: at + 1]
    if sort < leaving["during_year"] + leaving["between_years"]:
        at = max(1, at)
        segment = plan[at - 1]
        segment.reason, segment.left = "quit", segment.last
        person.outcome = Outcome("quit", segment.last + 20, segment.last + 46)
        return plan[:at]
    _finish(rng, person, plan, "not_passed")
    return plan


def _finish(rng: random.Random, person: Person, plan: list[Segment], outcome: str) -> None:
    last = plan[-1]
    june = date(last.year + 1, 6, 20).toordinal()
    day = june + rng.randint(-45, 35) if last.level == APPRENTICE else june
    last.reason, last.left = outcome, last.last
    person.outcome = Outcome(outcome, day, day + rng.randint(2, 12))


def _changed(rng: random.Random, segment: Segment, district: District) -> list[Segment]:
    """The segment, or the two parts of one in which programme or school was changed."""
    ways, draw = figures("ways"), rng.random()
    if not segment.is_upper or segment.programme == "PB":
        return [segment]
    if draw < ways["change_programme"] and segment.level == "Vg1":
        others = [letters for letters, _ in segment.unit.classes if letters != segment.programme]
        return _split(rng, segment, segment.unit, rng.choice(others), "changed_programme")
    if draw > 1 - ways["change_school"]:
        others_too = [s for s in district.upper if s != segment.unit and segment.programme in dict(s.classes)]
        if others_too:
            return _split(rng, segment, rng.choice(others_too), segment.programme, "moved")
    return [segment]


def _split(rng: random.Random, segment: Segment, unit: Unit, letters: str, reason: str) -> list[Segment]:
    """Two segments with the change on a teaching day of the autumn; unchanged if it had ended by then."""
    day = calendar(segment.year, segment.unit.late).days[rng.randint(8, _CHANGED_BY)]
    if day >= segment.last:
        return [segment]
    after = Segment(
        segment.year,
        unit,
        segment.level,
        letters,
        day,
        segment.last,
        segment.choice,
        segment.reason,
        segment.left,
    )
    segment.last, segment.left, segment.reason = day - 1, day - 1, reason
    return [segment, after]
