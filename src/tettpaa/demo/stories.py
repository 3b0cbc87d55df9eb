"""What has happened to the young people of the cast: told by hand, where the others are drawn."""

from datetime import date

from tettpaa.demo.absence import Attendance, Register
from tettpaa.demo.cast import Member, cast
from tettpaa.demo.classes import Group
from tettpaa.demo.people import Person, Segment
from tettpaa.demo.units import District
from tettpaa.demo.ways import whole_year
from tettpaa.kit.schoolyear import SchoolYear

_LOWER = ("8", "9", "10")
_UNEVEN = (-7.0, -5.0, -3.0, -1.0, 1.0, 3.0, 5.0, 6.0)  # strong and weak subjects
_CALM = -1.4  # away less than most
_STORY_FROM = 43  # the week in which Jonas' Mondays begin
_RECENT = 5  # or so many weeks ago, when that week has not come


def young_people(district: District, today: date) -> list[Person]:
    """The young ones of the cast, each with the way behind them and the present year."""
    year = SchoolYear.from_date(today).start
    return [_person(one, district, year, today) for one in cast() if one.role == "young_person"]


def _person(one: Member, district: District, year: int, today: date) -> Person:
    start = year - one.level + 1
    school = next(unit for unit in district.upper if unit.name == one.unit)
    person = Person(
        key=f"cast/{one.id}",
        number=one.identity_number(today),
        given_name=one.given_name,
        family_name=one.family_name,
        sex=one.sex,
        born=one.born(today),
        language="nb",
        start=start,
        lower=0,
        family=f"cast/{one.id}",
        latent=one.points,
        aptitude=_UNEVEN,
        has_points=True,
        tendency=_CALM,
        mondays=False,
        cast=one.id,
    )
    years = [whole_year(start - 3 + n, district.lower[0], level) for n, level in enumerate(_LOWER)]
    letters, letter = one.group[1:3], one.group[3]
    for n in range(one.level):
        years.append(whole_year(start + n, school, f"Vg{n + 1}", letters, one.choice if n == 0 else 1))
    for segment in years:
        segment.letter = letter if segment.is_upper else "A"
    person.segments = years
    return person


def absence(person: Person, segment: Segment, group: Group, today: int, register: Register) -> Attendance:
    """The running year of one of the cast, up to ``today``."""
    days = group.calendar.between(segment.first, today)
    seen = Attendance(rate=0.03)
    for day, lessons, ground in _TOLD[person.cast](days, group, segment.year):
        if lessons and day + 1 <= today:
            register.add(person.number, day, lessons, ground, day + 1)
    if person.cast == "elias-nordvik" and len(days) > 25:
        seen.warned = {"MAT": days[-9], "ENG": days[-6]}
    return seen


Told = list[tuple[int, tuple[str, ...], str]]


def _jonas(days: tuple[int, ...], group: Group, year: int) -> Told:
    """Two lessons the first Monday, then one more each week until the day is gone; two sick days before."""
    if not days:
        return []
    turn = min(date.fromisocalendar(year, _STORY_FROM, 1).toordinal(), days[-1] - 7 * _RECENT)
    mondays = [day for day in days if (day - 1) % 7 == 0 and day >= turn]
    told: Told = [(day, group.week[(day - 1) % 7], "E") for day in days[12:14] if day < turn]
    for n, day in enumerate(mondays):
        lessons = group.week[0]
        told.append((day, lessons[: 2 + n], "U" if n else "E"))
    return told


def _amina(days: tuple[int, ...], group: Group, year: int) -> Told:
    """Two days with a doctor's note: nothing that a rule would see."""
    return [(day, group.week[(day - 1) % 7], "D") for day in days[20:22]]


def _elias(days: tuple[int, ...], group: Group, year: int) -> Told:
    """Every third day away from mathematics and English."""
    told: Told = []
    for day in days[10::3]:
        lessons = tuple(s for s in group.week[(day - 1) % 7] if s in ("MAT", "ENG"))
        told.append((day, lessons, "U"))
    return told


def _sara(days: tuple[int, ...], group: Group, year: int) -> Told:
    """The first or last lesson, on more and more days."""
    chosen = days[5:-20:6] + days[-20::2] if len(days) > 30 else days[5::4]
    told: Told = []
    for n, day in enumerate(chosen):
        lessons = group.week[(day - 1) % 7]
        told.append((day, lessons[:1] if n % 2 else lessons[-1:], "U"))
    return told


_TOLD = {
    "jonas-bergli": _jonas,
    "amina-yusuf": _amina,
    "elias-nordvik": _elias,
    "sara-lien": _sara,
}


def guards(person: Person) -> Member | None:
    """The guardian in the cast of one of the cast."""
    return next((one for one in cast() if person.cast and one.guards == person.cast), None)
