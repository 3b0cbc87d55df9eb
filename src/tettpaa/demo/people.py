"""The young people of a birth year, their families, and how well school goes for them."""

import random
import zlib
from dataclasses import dataclass, field
from datetime import date, timedelta

from tettpaa.demo.settings import figures, table
from tettpaa.demo.units import Unit
from tettpaa.kit.identity import make_synthetic

LOWER_SUBJECTS = tuple(table("county")["lessons"]["lower"])
UPPER, APPRENTICE = ("Vg1", "Vg2", "Vg3"), "Lærling"
_APTITUDES = 8


@dataclass(slots=True)
class Segment:
    """A place in one school year, from ``first`` to ``last`` (ordinals, both counted).

    ``reason`` with ``left``: why and when it ended otherwise than with the year, or for good.
    """

    year: int
    unit: Unit
    level: str
    programme: str
    first: int
    last: int
    choice: int | None = None
    reason: str = ""
    left: int | None = None
    letter: str = ""
    group: str = ""

    @property
    def is_upper(self) -> bool:
        return self.level in UPPER


@dataclass(frozen=True)
class Outcome:
    """completed, quit or not_passed, on a day (ordinal) and known from another."""

    name: str
    day: int
    registered: int


@dataclass(slots=True)
class Person:
    """``latent``: grade points as they would be without rounding; ``aptitude``: of eight sorts of subjects.

    ``points``: grade points, ten times the average of the final marks of Year 10; None without.
    ``start``: the autumn in which the cohort begins Vg1; ``tendency``: to be away, a standard normal.
    """

    key: str
    number: str
    given_name: str
    family_name: str
    sex: str
    born: date
    language: str
    start: int
    lower: int
    family: str
    latent: float
    aptitude: tuple[float, ...]
    has_points: bool
    tendency: float
    mondays: bool
    avoids: bool = False
    segments: list[Segment] = field(default_factory=list)
    outcome: Outcome | None = None
    points: float | None = field(init=False)
    cast: str = ""

    def __post_init__(self) -> None:
        marks = [self.lower_mark(s) for s in LOWER_SUBJECTS for _ in range(_marks_in(s))]
        self.points = round(10 * sum(marks) / len(marks), 1) if self.has_points else None

    def lower_mark(self, subject: str, shift: float = 0.0) -> int:
        """The mark in lower secondary; ``shift`` in grade points."""
        points = (
            self.latent + self.aptitude_in(subject) + figures("points")["subject"].get(subject, 0.0) + shift
        )
        return int(min(6, max(1, round(points / 10))))

    def aptitude_in(self, subject: str) -> float:
        """In grade points; the same subject always gives the same."""
        return self.aptitude[sum(subject.encode()) % _APTITUDES]

    @property
    def ability(self) -> float:
        """Grade points, or what somebody without them is taken for."""
        return float(figures("points")["none_as"]) if self.points is None else self.points


def _marks_in(subject: str) -> int:
    return int(figures("points")["marks"].get(subject, 1))


@dataclass(frozen=True)
class Guardian:
    number: str
    given_name: str
    family_name: str
    relation: str
    phone: str
    verified_on: date | None

    @property
    def email(self) -> str:
        return f"{address(self.given_name)}.{address(self.family_name)}.{self.phone[-4:]}@post.example"


class Numbers:
    """Synthetic identity numbers, each given once."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = set(taken)

    def draw(self, rng: random.Random, born: date) -> str:
        """A number of that birthday that nobody has."""
        while (number := make_synthetic(rng, born).reveal()) in self._taken:
            pass
        self._taken.add(number)
        return number


def cohort(seed: int, district: int, start: int, numbers: Numbers, elder: list[Person]) -> list[Person]:
    """Those who begin Vg1 in the autumn of ``start``; some are siblings of the ``elder``."""
    rng = random.Random(f"{seed}/{district}/{start}")  # noqa: S311
    return [
        _person(rng, f"{district}-{start}-{n}", start, numbers, elder)
        for n in range(figures("size")["cohort"])
    ]


def _person(rng: random.Random, key: str, start: int, numbers: Numbers, elder: list[Person]) -> Person:
    points, ways = figures("points"), table("county")
    sex = rng.choice(("girl", "boy"))
    born = date(start - 16, 1, 1) + timedelta(days=rng.randrange(365))
    given, family = _name(rng, sex)
    lower = rng.randrange(len(ways["lower"]))
    key_of_family = key
    if elder and rng.random() < 0.25:
        sibling = rng.choice(elder)
        family, lower, key_of_family = sibling.family_name, sibling.lower, sibling.family
    return Person(
        key=key,
        number=numbers.draw(rng, born),
        given_name=given,
        family_name=family,
        sex=sex,
        born=born,
        language=rng.choices(("nb", "nn", "en"), (84, 11, 5))[0],
        start=start,
        lower=lower,
        family=key_of_family,
        latent=rng.gauss(points["latent"][sex], points["spread"]),
        aptitude=tuple(rng.gauss(0, points["aptitude"]) for _ in range(_APTITUDES)),
        has_points=rng.random() >= points["none"],
        tendency=rng.gauss(0, 1),
        mondays=rng.random() < figures("absence")["mondays"],
        avoids=rng.random() < figures("absence")["avoids"],
    )


def _name(rng: random.Random, sex: str) -> tuple[str, str]:
    names = table("names")
    lists = ("girls", "girls_other") if sex == "girl" else ("boys", "boys_other")
    given = rng.choice(names[lists[rng.random() < 0.14]])
    return given, family_name(rng)


def family_name(rng: random.Random) -> str:
    """Put together from nature; 30 times 26 of them."""
    names = table("names")
    return f"{rng.choice(names['beginnings'])}{rng.choice(names['endings'])}"


def address(name: str) -> str:
    """A name as it stands in an e-mail address."""
    return name.lower().translate(str.maketrans("æøå ", "eoa."))


def phone(key: str) -> str:
    """Steady for a key. No Norwegian number of eight digits begins with 1, so that nobody is called."""
    return f"+4719{zlib.crc32(key.encode()) % 1_000_000:06}"


def guardians(seed: int, person: Person, numbers: Numbers, today: date) -> tuple[Guardian, ...]:
    """Of the family; the same for siblings when the same ``seed`` draws them."""
    rng = random.Random(f"{seed}/{person.family}/guardians")  # noqa: S311
    relations = ("mor", "far") if rng.random() < 0.82 else (rng.choice(("mor", "mor", "mor", "far")),)
    made = []
    for relation in relations:
        born = date(person.start - 16 - rng.randint(23, 40), 1, 1) + timedelta(days=rng.randrange(365))
        given = rng.choice(table("names")["adults_female" if relation == "mor" else "adults_male"])
        surname = person.family_name if rng.random() < 0.75 else family_name(rng)
        verified = today - timedelta(days=rng.randint(5, 700)) if rng.random() < 0.7 else None
        made.append(
            Guardian(
                numbers.draw(rng, born),
                given,
                surname,
                relation,
                phone(f"{person.family}/{relation}"),
                verified,
            )
        )
    return tuple(made)
