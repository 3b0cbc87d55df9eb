"""The organisations: county, regions, municipalities, schools and those around them."""

from dataclasses import dataclass, replace
from typing import Any

from tettpaa.demo.settings import figures, table

_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_SERIES = 31_000_000  # Tenor's synthetic organisation numbers begin with 2 or 3; real ones with 8 or 9
_DISTRICT = 1_000  # numbers set apart for each district


@dataclass(frozen=True)
class Unit:
    """One row of ``units.csv``; ``parent`` and ``controller`` are numbers, or empty.

    ``place`` is the index of the municipality; ``classes`` the parallel classes of an upper secondary school.
    """

    number: str
    kind: str
    name: str
    parent: str
    controller: str
    municipality: str = ""
    stages: str = ""
    phone: str = ""
    place: int = 0
    classes: tuple[tuple[str, int], ...] = ()

    @property
    def late(self) -> bool:
        """Whether its breaks come a week later."""
        return bool(table("county")["municipality"][self.place]["region"] % 2)


@dataclass(frozen=True)
class District:
    """Twelve schools, and the companies that take their apprentices."""

    index: int
    upper: tuple[Unit, ...]
    lower: tuple[Unit, ...]
    companies: tuple[Unit, ...]


@dataclass(frozen=True)
class County:
    """All units; the districts hold again those that are theirs."""

    shared: tuple[Unit, ...]
    districts: tuple[District, ...]

    @property
    def units(self) -> tuple[Unit, ...]:
        own = [u for d in self.districts for u in (*d.upper, *d.lower, *d.companies)]
        return (*self.shared, *own)

    def of_kind(self, kind: str) -> list[Unit]:
        return [unit for unit in self.units if unit.kind == kind]


def organisation_number(serial: int) -> str:
    """The first number of nine digits with a valid control digit in the ten that are the serial's."""
    for base in range(_SERIES + serial * 10, _SERIES + serial * 10 + 10):
        rest = sum(int(digit) * weight for digit, weight in zip(str(base), _WEIGHTS, strict=True)) % 11
        if rest != 1:
            return f"{base}{(11 - rest) % 11}"
    raise AssertionError("ten numbers in a row without a control digit")


def make_units(scale: int) -> County:
    """The county with ``scale`` districts; the numbers of a district never depend on the scale."""
    shared = _shared()
    return County(shared, tuple(_district(index, shared) for index in range(scale)))


def _shared() -> tuple[Unit, ...]:
    data = table("county")
    made: list[Unit] = []

    def add(kind: str, name: str, parent: str, controller: str = "", place: int = 0, code: str = "") -> str:
        number = organisation_number(len(made))
        made.append(Unit(number, kind, name, parent, controller or number, code, phone="", place=place))
        return number

    county = add("county", data["name"], "")
    regions = [add("region", name, county, county) for name in data["regions"]]
    towns = [
        add("municipality", f"{m['name']} kommune", regions[m["region"]], "", place, m["code"])
        for place, m in enumerate(data["municipality"])
    ]
    for place, (m, town) in enumerate(zip(data["municipality"], towns, strict=True)):
        add("kindergarten", f"{m['name']} barnehage", town, town, place, m["code"])
        add("health_station", f"{m['name']} helsestasjon", town, town, place, m["code"])
        add("nav_office", f"NAV {m['name']}", town, "", place, m["code"])
    for region, number in zip(data["regions"], regions, strict=True):
        add("ppt_office", f"PPT {region}", number, county)
        add("follow_up_service", f"Oppfølgingstjenesten {region}", number, county)
    add("follow_up_service", f"Oppfølgingstjenesten i {data['name']}", county, county)
    add("career_centre", "Karriere Fjordvik", county, county)
    for name in ("Bygg og anlegg", "Helse og oppvekst", "Teknologi og elektro"):
        add("training_office", f"Opplæringskontoret {name}", county)
    return tuple(replace(unit, phone=_phone(n)) for n, unit in enumerate(made))


def _district(index: int, shared: tuple[Unit, ...]) -> District:
    data, first = table("county"), _DISTRICT * (index + 1)
    towns = [unit for unit in shared if unit.kind == "municipality"]
    offices = [unit.number for unit in shared if unit.kind == "training_office"]
    county = shared[0].number

    def school(serial: int, row: dict[str, Any], stages: str) -> Unit:
        number, town = organisation_number(first + serial), towns[row["municipality"]]
        upper = stages == "vg"
        owner = county if upper else town.number
        return Unit(
            number,
            "school",
            _school_name(row["name"], index, serial, upper),
            owner,
            number if row.get("private") else owner,
            town.municipality,
            stages,
            _phone(first + serial),
            town.place,
            tuple(row.get("classes", {}).items()),
        )

    def company(serial: int) -> Unit:
        number, town = organisation_number(first + serial), towns[serial % len(towns)]
        names = table("names")
        name = f"{names['beginnings'][(serial + index) % 30]}{names['endings'][serial % 26]}"
        return Unit(
            number,
            "company",
            f"{name} {index * figures('size')['companies'] + serial - 99} AS",
            offices[serial % len(offices)],
            number,
            town.municipality,
            phone=_phone(first + serial),
            place=town.place,
        )

    upper, lower = data["upper"], data["lower"]
    return District(
        index,
        tuple(school(n, row, "vg") for n, row in enumerate(upper)),
        tuple(school(len(upper) + n, row, "8-10") for n, row in enumerate(lower)),
        tuple(company(100 + n) for n in range(figures("size")["companies"])),
    )


def _school_name(name: str, index: int, serial: int, upper: bool) -> str:
    kind = "videregående skole" if upper else "ungdomsskole"
    if index == 0:
        return f"{name} {kind}"
    parts = table("county")["school_names"]
    nth = (index - 1) * 12 + serial
    beginning, ending = parts["beginnings"][nth // 12 % 12], parts["endings"][(nth + nth // 144) % 12]
    return f"{beginning}{ending} {kind}"


def _phone(serial: int) -> str:
    """No Norwegian number of eight digits begins with 1, so that nobody is called."""
    return f"+4717{serial:06}"
