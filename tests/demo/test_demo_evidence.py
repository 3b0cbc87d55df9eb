"""The shapes of the county against published figures; each with its tolerance."""

from collections import Counter, defaultdict
from datetime import date
from statistics import mean

import pytest

from tests.demo.written_county import TODAY
from tettpaa.demo.county import district_people
from tettpaa.demo.people import Numbers
from tettpaa.demo.settings import programme
from tettpaa.demo.units import make_units

FIRST, LAST = 2020, 2023  # cohorts whose outcome is settled


def track(person):
    started = [segment for segment in person.segments if segment.level == "Vg1"]
    return programme(started[-1].programme)["track"] if started else None


@pytest.fixture(scope="module")
def people():
    """Two districts, with ways drawn to the end."""
    return [
        person
        for district in make_units(2).districts
        for made in district_people(2026, district, TODAY, Numbers(set()))
        for person in made
    ]


@pytest.fixture(scope="module")
def completed(people):
    """(grade points or None, track, completed or not) of those who began Vg1."""
    return [
        (person.points, track(person), person.outcome is not None and person.outcome.name == "completed")
        for person in people
        if person.start <= LAST and track(person)
    ]


def share(rows, low, high, wanted=None):
    chosen = [done for points, way, done in rows if points and low <= points < high and wanted in (None, way)]
    assert len(chosen) >= 20
    return mean(chosen)


# Udir, mean grade points 2020: 43.2; boys 41.0, girls 45.4.
@pytest.mark.parametrize(("sex", "published"), [("boy", 41.0), ("girl", 45.4), (None, 43.2)])
def test_grade_points(people, sex, published):
    points = [person.points for person in people if person.points and sex in (None, person.sex)]

    assert mean(points) == pytest.approx(published, abs=0.5)


# Cohort 2015, SSB: completion by grade points in academic and vocational programmes.
@pytest.mark.parametrize(
    ("low", "high", "way", "published", "tolerance"),
    [
        (25, 30, "academic", 0.35, 0.17),  # few people
        (25, 30, "vocational", 0.51, 0.06),
        (40, 50, "academic", 0.94, 0.02),
        (40, 50, "vocational", 0.93, 0.02),
        # Cohort 2005, SSB, both together.
        (55, 61, None, 0.98, 0.02),
        (1, 25, None, 0.08, 0.05),
    ],
)
def test_completion_by_grade_points(completed, low, high, way, published, tolerance):
    assert share(completed, low, high, way) == pytest.approx(published, abs=tolerance)


def test_those_without_grade_points_do_better_than_the_lowest(completed):
    without = [done for points, _, done in completed if points is None]

    assert mean(without) > share(completed, 25, 30) > share(completed, 1, 25)


def test_quitting_during_the_year(people):
    # Udir: 4.2 % in 2011-12, 3.0 % in 2020-21.
    places = [
        segment for person in people for segment in person.segments if segment.level in ("Vg1", "Vg2", "Vg3")
    ]
    during = [one for one in places if one.reason == "quit" and date.fromordinal(one.left).month != 7]

    assert 0.030 <= len(during) / len(places) <= 0.042


@pytest.fixture(scope="module")
def shares(county):
    """By identity number: programme, minutes away, minutes of teaching; upper secondary last school year."""
    weeks = defaultdict(list)
    schedule = county.columns("school/schedule.parquet")
    for group, week, taught in zip(schedule["group"], schedule["week"], schedule["minutes"], strict=True):
        weeks[group].append((week.isoformat(), taught))
    away = Counter()
    rows = county.absence
    for number, day, lost in zip(rows["identity_number"], rows["date"], rows["minutes"], strict=True):
        if day < date(2026, 8, 1):
            away[number] += lost
    found = {}
    for row in county.enrolments:
        if row["level"].startswith("Vg") and county.groups[row["group"]]["school_year"] == "2025":
            number = row["identity_number"]
            taught = sum(m for week, m in weeks[row["group"]] if row["from"] <= week <= row["until"])
            found[number] = (row["programme"], away[number], taught + found.get(number, (0, 0, 0))[2])
    return found


def absent(rows):
    return sum(away for _, away, _ in rows) / sum(minutes for _, _, minutes in rows)


def test_absence_in_upper_secondary(shares):
    # Udir 2024/25: 8.2 % of the hours.
    assert absent(shares.values()) == pytest.approx(0.082, abs=0.007)


@pytest.mark.parametrize(("sex", "published"), [("girl", 0.086), ("boy", 0.063)])
def test_absence_in_vocational_programmes(county, shares, sex, published):
    # Telemark 2025: girls 8.6 %, boys 6.3 %.
    sexes = {row["identity_number"]: row["sex"] for row in county.rows("school/pupils.csv")}
    rows = [
        row
        for number, row in shares.items()
        if row[0] not in ("STUSP", "IDIDR", "MDMUS") and sexes[number] == sex
    ]

    assert absent(rows) == pytest.approx(published, abs=0.010)


def test_absence_under_25_points(county, shares):
    # Telemark 2025: about 17 %.
    points = {
        row["identity_number"]: float(row["number"].replace(",", "."))
        for row in county.rows("school/results.csv")
        if row["assessment"] == "grade_points"
    }
    rows = [row for number, row in shares.items() if points.get(number, 99) < 25]

    assert absent(rows) == pytest.approx(0.17, abs=0.04)


def test_mondays_are_heaviest(county):
    days = Counter(day.weekday() for day in county.absence["date"])

    assert max(days, key=days.get) == 0


def test_no_basis_for_a_mark(county, shares):
    # About 6 % of pupils in a subject or more; physical education is every third single-subject case.
    final = [
        row
        for row in county.rows("school/results.csv")
        if row["identity_number"] in shares and row["assessment"] == "final" and row["date"] > "2026"
    ]
    none = Counter(row["identity_number"] for row in final if row["mark"] == "IV")
    single = [row["subject"] for row in final if row["mark"] == "IV" and none[row["identity_number"]] == 1]

    assert len(none) / len(shares) == pytest.approx(0.06, abs=0.015)
    assert single.count("KRO") / len(single) == pytest.approx(1 / 3, abs=0.12)
