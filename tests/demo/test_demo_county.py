"""What the files of the county hold, and that they hang together."""

from collections import Counter
from datetime import date

from tettpaa.kit.identity import IdentityNumber
from tettpaa.kit.numbers import OrganisationNumber
from tettpaa.kit.periods import Period
from tettpaa.kit.workdays import is_working_day

KINDS = {
    "county",
    "region",
    "municipality",
    "kindergarten",
    "school",
    "nav_office",
    "ppt_office",
    "health_station",
    "training_office",
    "company",
    "career_centre",
    "follow_up_service",
}


def test_it_is_a_county_of_twelve_schools_and_six_thousand_young_people(county):
    kinds = Counter(row["kind"] for row in county.rows("register/units.csv"))

    assert kinds.keys() == KINDS
    assert (kinds["school"], kinds["municipality"]) == (12, 8)
    assert 5_700 <= county.summary.current <= 6_300
    assert 250 <= county.summary.staff <= 400


def test_levels_from_year_eight_to_apprentices_have_people_now(county):
    now = Counter(row["level"] for row in county.enrolments if not row["until"])

    assert now.keys() == {"8", "9", "10", "Vg1", "Vg2", "Vg3", "Lærling"}
    assert min(now.values()) > 400


def test_every_identity_number_is_synthetic_and_belongs_to_one(county):
    people = [row["identity_number"] for row in county.rows("register/people.csv")]
    guardians = {row["guardian"] for row in county.rows("register/guardians.csv")}

    assert all(IdentityNumber.parse(number, county.today).is_synthetic for number in (*people, *guardians))
    assert len(people) == len(set(people)) == county.summary.people
    assert not guardians & set(people)


def test_no_identity_number_shows_in_a_phone_number_or_address(county):
    for row in county.rows("register/people.csv"):
        assert row["identity_number"][-5:] not in row["phone"] + row["email"]


def test_organisation_numbers_are_valid_and_of_no_real_series(county):
    numbers = [row["number"] for row in county.rows("register/units.csv")]

    assert len(numbers) == len(set(numbers))
    assert all(OrganisationNumber.parse(number).value.startswith("3") for number in numbers)


def test_every_unit_has_a_parent_and_a_controller(county):
    units = {row["number"]: row for row in county.rows("register/units.csv")}

    for row in units.values():
        assert row["controller"] in units
        assert row["parent"] in units or row["kind"] == "county"
    schools = [row for row in units.values() if row["kind"] == "school"]
    controllers = Counter(units[row["controller"]]["kind"] for row in schools)
    assert controllers == {"county": 4, "municipality": 7, "school": 1}


def test_nothing_refers_to_what_is_not_there(county):
    units = {row["number"] for row in county.rows("register/units.csv")}
    people = {row["identity_number"] for row in county.rows("register/people.csv")}
    staff = {row["id"] for row in county.rows("register/staff.csv")}
    groups = county.groups

    for name in ("pupils", "enrolments", "results", "warnings", "outcomes"):
        assert {row["identity_number"] for row in county.rows(f"school/{name}.csv")} <= people, name
    assert set(county.absence["identity_number"]) <= people
    assert {row["person"] for row in county.rows("register/guardians.csv")} <= people
    assert {row["school"] for row in groups.values()} <= units
    assert {row["unit"] for row in county.rows("register/closures.csv")} <= units
    assert set(county.columns("school/schedule.parquet")["group"]) <= groups.keys()
    for row in county.enrolments:
        assert row["school"] in units
        assert groups[row["group"]]["school"] == row["school"] if row["group"] else row["level"] == "Lærling"
    for row in county.rows("register/memberships.csv"):
        assert row["staff_id"] in staff
        assert row["unit"] in units
        assert not row["group"] or groups[row["group"]]["school"] == row["unit"]


def test_nothing_is_known_before_its_day(county):
    today = county.today

    assert max(county.absence["registered"]) <= today
    assert all(a <= b for a, b in zip(county.absence["date"], county.absence["registered"], strict=True))
    for name in ("results", "warnings", "outcomes"):
        rows = county.rows(f"school/{name}.csv")
        assert all(row["date"] <= row["registered"] <= today.isoformat() for row in rows), name
    assert all(row["until"] <= today.isoformat() for row in county.enrolments)


def test_absence_is_only_where_there_is_teaching(county):
    closures = {}
    for row in county.rows("register/closures.csv"):
        period = Period(date.fromisoformat(row["from"]), date.fromisoformat(row["until"]))
        closures.setdefault(row["unit"], []).append(period)
    places = {}
    for row in county.enrolments:
        last = date.fromisoformat(row["until"]) if row["until"] else None
        period = Period(date.fromisoformat(row["from"]), last)
        places.setdefault(row["identity_number"], []).append((period, row["school"]))
    taught = set()
    for number, day in set(zip(county.absence["identity_number"], county.absence["date"], strict=True)):
        schools = [school for period, school in places[number] if period.contains(day)]
        assert len(schools) == 1
        taught.add((schools[0], day))
    assert all(is_working_day(day, closures[school]) for school, day in taught)


def test_nobody_is_away_longer_than_the_day_is(county):
    minutes = Counter()
    rows = county.absence
    for number, day, away in zip(rows["identity_number"], rows["date"], rows["minutes"], strict=True):
        minutes[number, day] += away

    assert max(minutes.values()) <= 7 * 45


def test_each_class_has_one_contact_teacher_and_each_school_one_principal(county):
    members = county.rows("register/memberships.csv")
    now = [row for row in members if not row["until"] or row["until"] >= county.today.isoformat()]
    classes = {name for name, row in county.groups.items() if row["school_year"] == "2026"}
    schools = {row["school"] for row in county.groups.values()}

    assert Counter(row["group"] for row in now if row["role"] == "contact_teacher") == Counter(classes)
    assert Counter(row["unit"] for row in now if row["role"] == "principal") == Counter(schools)


def test_guardians_are_only_known_of_those_under_age(county):
    for row in county.rows("register/guardians.csv"):
        born = IdentityNumber.parse(row["person"], county.today).birth_date
        assert (county.today.year - born.year, county.today.month, county.today.day) <= (
            18,
            born.month,
            born.day,
        )


def test_closures_of_a_school_do_not_overlap(county):
    by_school = {}
    for row in county.rows("register/closures.csv"):
        by_school.setdefault(row["unit"], []).append((row["from"], row["until"]))

    for spans in by_school.values():
        assert all(a[1] < b[0] for a, b in zip(sorted(spans), sorted(spans)[1:], strict=False))
