"""The whole county, district by district, into a folder of files."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tettpaa.demo import absence, marks, stories
from tettpaa.demo.calendar import calendar
from tettpaa.demo.cast import cast
from tettpaa.demo.classes import Group, make_groups
from tettpaa.demo.files import Files
from tettpaa.demo.people import Numbers, Person, Segment, address, cohort, guardians, phone
from tettpaa.demo.settings import FOLDER, programme
from tettpaa.demo.staff import Staff
from tettpaa.demo.units import County, District, make_units
from tettpaa.demo.ways import draw_way
from tettpaa.kit.errors import InputError
from tettpaa.kit.schoolyear import SchoolYear

SEED = 2026
ADULT = 18
_BACK, _AHEAD = 6, 3  # cohorts that began Vg1 so many years ago, and will so many years from now
_LOWER_BACK = 2  # school years of lower secondary before the running one that are told of
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Summary:
    """What was made. ``current``: young people with a place on the day; ``rows`` by file."""

    out: Path
    people: int
    current: int
    schools: int
    staff: int
    rows: dict[str, int] = field(default_factory=dict)


def write_county(
    out: Path, *, scale: int = 1, seed: int = SEED, today: date, progress: Progress | None = None
) -> Summary:
    """Write the county as it stands on ``today`` to the folder ``out``, whole or not at all.

    About 6,000 young people with a place, 12 schools and 300 staff for each ``scale``; absence, timetable and
    results of the running school year and the one before. ``progress`` gets the steps done and their number.
    An older county in ``out`` is replaced; InputError if something else is there.
    """
    if scale < 1:
        raise ValueError("scale must be at least 1")
    out = Path(out)
    if out.exists() and not (out / "register" / "units.csv").exists():
        raise InputError("is there already, and is no demo county", file=out, remedy="name a new folder")
    part = out.with_name(f".{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        with Files(part) as files:
            work = _Work(files, scale, seed, today, progress)
            work.run()
        shutil.copyfile(FOLDER / "mapping.toml", part / "mapping.toml")
        shutil.rmtree(out, ignore_errors=True)
        part.replace(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    county = work.county
    schools = len(county.of_kind("school"))
    return Summary(out, work.people, work.current, schools, len(work.staff.employees), dict(files.rows))


def district_people(seed: int, district: District, today: date, numbers: Numbers) -> Iterator[list[Person]]:
    """The cohorts of a district, oldest first, each with its whole way; the cast stands in the last."""
    year = SchoolYear.from_date(today).start
    elder: list[Person] = []
    for start in range(year - _BACK, year + _AHEAD + 1):
        made = cohort(seed, district.index, start, numbers, elder)
        for person in made:
            draw_way(random.Random(f"{seed}/{person.key}/way"), person, district)  # noqa: S311
        if start == year + _AHEAD and district.index == 0:
            made = made + stories.young_people(district, today)
        elder = made if start % 2 else elder + made
        yield made


class _Work:
    """One run; a district at a time is in memory."""

    def __init__(self, files: Files, scale: int, seed: int, today: date, progress: Progress | None) -> None:
        self.files, self.seed, self.today, self._progress = files, seed, today, progress
        self.now = today.toordinal()
        self.year = SchoolYear.from_date(today)
        self.county: County = make_units(scale)
        self.staff = Staff(seed, self.year, scale)
        self.numbers = Numbers({one.identity_number(today) for one in cast() if not one.is_staff})
        self.people = self.current = self._done = 0
        self._steps = scale * 2 * (_BACK + _AHEAD + 1)

    def run(self) -> None:
        self._units()
        for district in self.county.districts:
            self._district(district)
        self.staff.at_shared(self.county)
        self.files.write(
            "register/staff.csv",
            ((e.id, e.given_name, e.family_name, e.email, e.phone) for e in self.staff.employees),
        )
        self.files.write(
            "register/memberships.csv",
            ((m.employee, m.unit, m.group, m.role, m.first, m.last) for m in self.staff.memberships),
        )

    def _units(self) -> None:
        self.files.write(
            "register/units.csv",
            (
                (u.number, u.kind, u.name, u.parent, u.controller, u.municipality, u.stages, u.phone)
                for u in self.county.units
            ),
        )
        years = (self.year.previous(), self.year)
        self.files.write(
            "register/closures.csv",
            (
                (school.number, closure.first, closure.last, closure.name)
                for school in self.county.of_kind("school")
                for year in years
                for closure in calendar(year.start, school.late).closures
            ),
        )

    def _district(self, district: District) -> None:
        cohorts = []
        for made in district_people(self.seed, district, self.today, self.numbers):
            cohorts.append([self._cut(person) for person in made])
            self._step()
        everybody = [person for made in cohorts for person in made]
        groups = make_groups(self.seed, everybody)
        self._groups(district, groups)
        self._people(district, everybody)
        for made in cohorts:
            register = absence.Register()
            for person in made:
                self._school(person, groups, register)
            self.files.absence(register)
            self._step()

    def _cut(self, person: Person) -> Person:
        """Without what lies ahead, and without lower secondary of long ago."""
        earliest = self.year.start - _LOWER_BACK
        person.segments = [
            s
            for s in person.segments
            if s.year <= self.year.start and (s.year >= earliest or s.level not in ("8", "9", "10"))
        ]
        return person

    def _groups(self, district: District, groups: dict[str, Group]) -> None:
        listed = sorted(groups.values(), key=lambda group: group.id)
        self.files.write(
            "register/groups.csv",
            ((g.id, g.unit.number, g.code, "class", g.level, _code(g.programme), g.year) for g in listed),
        )
        recent = [g for g in listed if g.year >= self.year.start - 1]
        self.files.schedule(recent)
        stations = {u.municipality: u for u in self.county.shared if u.kind == "health_station"}
        for school in (*district.upper, *district.lower):
            own = [g for g in recent if g.year == self.year.start and g.unit == school]
            self.staff.at_school(school, own, stations.get(school.municipality))

    def _people(self, district: District, people: list[Person]) -> None:
        self.people += len(people)
        places = [unit.municipality for unit in district.lower]
        for person in people:
            number, begun = person.number, [s for s in person.segments if s.first <= self.now]
            mobile = phone(person.key)
            name = f"{address(person.given_name)}.{address(person.family_name)}.{mobile[-4:]}"
            contact = (mobile, f"{name}@elev.fjordvik.example")
            row = (number, person.given_name, person.family_name, *contact, person.language)
            self.files.write("register/people.csv", [row])
            first = min((s.first for s in begun), default=date(person.start, 8, 1).toordinal())
            self.files.write("school/pupils.csv", [(number, person.sex, places[person.lower], _day(first))])
            self.files.write("school/enrolments.csv", (self._enrolment(number, s) for s in begun))
            if any(s.last >= self.now for s in begun):
                self.current += 1
                self._guardians(person)
            outcome = person.outcome
            if outcome and outcome.registered <= self.now:
                dates = (_day(outcome.day), _day(outcome.registered))
                self.files.write("school/outcomes.csv", [(number, outcome.name, *dates)])

    def _enrolment(self, number: str, s: Segment) -> tuple[object, ...]:
        ended = s.last <= self.now
        return (
            number,
            s.unit.number,
            s.group,
            s.level,
            _code(s.programme),
            s.choice,
            _day(s.first),
            _day(s.last) if ended else None,
            _day(s.left) if ended and s.left else None,
            s.reason if ended else None,
            _day(s.first),
        )

    def _guardians(self, person: Person) -> None:
        """Of those under age: at eighteen the school forgets them."""
        if self.today >= person.born.replace(year=person.born.year + ADULT, day=min(person.born.day, 28)):
            return
        known = stories.guards(person)
        if known:
            number = known.identity_number(self.today)
            email = f"{address(known.given_name)}.{address(known.family_name)}@post.example"
            contact = (phone(known.id), email, self.year.first)
            row = (person.number, number, known.given_name, known.family_name, "mor", *contact)
            self.files.write("register/guardians.csv", [row])
            return
        self.files.write(
            "register/guardians.csv",
            (
                (
                    person.number,
                    g.number,
                    g.given_name,
                    g.family_name,
                    g.relation,
                    g.phone,
                    g.email,
                    g.verified_on,
                )
                for g in guardians(self.seed, person, self.numbers, self.today)
            ),
        )

    def _school(self, person: Person, groups: dict[str, Group], register: absence.Register) -> None:
        """Absence, warnings and marks of the two years; grade points whenever they were given."""
        number = person.number
        points = marks.grade_points(person)
        self._results(number, [points] if points else [])
        for year in (self.year.start - 1, self.year.start):
            places = [(s, groups[s.group]) for s in person.segments if s.year == year and s.group]
            if not places:
                continue
            if person.cast and year == self.year.start:
                seen = stories.absence(person, *places[-1], self.now, register)
            else:
                seen = absence.year_of(person, places, self.seed, self.now, register)
            segment, group = places[-1]
            self.files.write("school/warnings.csv", self._warnings(number, seen))
            rows = marks.results(person, group, seen, self.seed)
            self._results(number, [row for row in rows if segment.first <= row[4] <= segment.last])

    def _warnings(self, number: str, seen: absence.Attendance) -> Iterator[tuple[object, ...]]:
        for subject, day in seen.warned.items():
            if 0 < day <= self.now:
                yield number, subject, _day(day), _day(day)

    def _results(self, number: str, rows: list[marks.Row]) -> None:
        self.files.write(
            "school/results.csv",
            ((number, *row[:4], _day(row[4]), _day(row[5])) for row in rows if row[5] <= self.now),
        )

    def _step(self) -> None:
        self._done += 1
        if self._progress:
            self._progress(self._done, self._steps)


def _code(letters: str) -> str:
    return str(programme(letters)["code"]) if letters else ""


def _day(ordinal: int) -> date:
    return date.fromordinal(ordinal)
