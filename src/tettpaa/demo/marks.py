"""Marks of a school year, grade points, and the written warnings of § 9-7."""

import random
from collections.abc import Iterator
from datetime import date

from tettpaa.demo.absence import Attendance
from tettpaa.demo.classes import Group
from tettpaa.demo.people import LOWER_SUBJECTS, Person
from tettpaa.demo.settings import figures

# subject, mark, assessment, number, day, registered (ordinals)
Row = tuple[str, str, str, str, int, int]


def grade_points(person: Person) -> Row | None:
    """Told when Year 10 is over; none without."""
    points = person.points
    june = date(person.start, 6, 20).toordinal()
    return None if points is None else ("", "", "grade_points", _number(points, 1), june, june + 5)


def results(person: Person, group: Group, seen: Attendance, seed: int) -> Iterator[Row]:
    """Half-year marks in January, and in June final marks (half-year marks in Years 8 and 9)."""
    rng = random.Random(f"{seed}/{person.key}/{group.year}/marks")  # noqa: S311
    january = date(group.year + 1, 1, 15).toordinal()
    june = date(group.year + 1, 6, 12).toordinal()
    lower = not group.programme
    for half, day in enumerate((january, june)):
        final = half and group.level not in ("8", "9")
        assessment = "final" if final else f"half_year_{half + 1}"
        slid = seen.slide is not None and seen.slide + 21 < day
        marks = (_lower if lower else _upper)(rng, person, group, seen, half, slid)
        yield from ((subject, mark, assessment, "", day, day + 5) for subject, mark in marks)
        numeric = [int(mark) for _, mark in marks if mark.isdigit()]
        if lower and len(numeric) > len(LOWER_SUBJECTS) // 2:
            yield "", "", "average", _number(sum(numeric) / len(numeric), 2), day, day + 5
        for subject in ("ORD", "ATF"):
            yield subject, _order(rng, seen.rate, slid), f"half_year_{half + 1}", "", day, day + 5


def _lower(
    rng: random.Random, person: Person, group: Group, _: Attendance, half: int, slid: bool
) -> list[tuple[str, str]]:
    final = half and group.level == "10"
    made = []
    for subject in LOWER_SUBJECTS:
        shift = 0.0 if final else rng.gauss(-0.5 * (10 - int(group.level)), 2.0) - 8 * slid
        mark = str(person.lower_mark(subject, shift))
        if not person.has_points:
            mark = rng.choices(("F", "IV", mark), (6, 1, 2))[0]
        elif rng.random() < figures("iv")["no_mark"]:
            mark = "IV"
        made.append((subject, mark))
    return made


def _upper(
    rng: random.Random, person: Person, group: Group, seen: Attendance, half: int, slid: bool
) -> list[tuple[str, str]]:
    figure = figures("marks")
    base = figure["base"] + figure["per_point"] * person.ability - figure["slide"] * slid
    made = []
    for subject in group.annual:
        about = base + figure["subject"].get(subject, 0.0) + person.aptitude_in(subject) / 10
        mark = str(min(6, max(1, round(rng.gauss(about, figure["noise"])))))
        made.append((subject, "IV" if _no_basis(rng, subject, group, seen, half) else mark))
    return made


def _no_basis(rng: random.Random, subject: str, group: Group, seen: Attendance, half: int) -> bool:
    iv, annual = figures("iv"), group.annual[subject]
    lost = (seen.lost if half else seen.at_half).get(subject, 0) / annual
    share = iv["physical"] if subject == "KRO" else iv["no_mark"]
    if half and lost > iv["from"]:
        share = iv["share"]
    elif not half and lost > iv["from"] / 2:
        share = iv["half_year"]
    return rng.random() < float(share)


def _order(rng: random.Random, rate: float, slid: bool) -> str:
    figure, draw = figures("marks"), rng.random()
    times = 5 if rate > 0.15 or slid else 1
    if draw < figure["order_low"] * times:
        return "Lg"
    return "Ng" if draw < (figure["order_low"] + figure["order"]) * times else "G"


def _number(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")
