"""The known people stand where the demo looks for them."""

from collections import Counter
from datetime import date

import pytest

from tettpaa.demo.cast import cast, member
from tettpaa.kit.identity import IdentityNumber

STAFF = [one for one in cast() if one.is_staff]
YOUNG = [one for one in cast() if one.role == "young_person"]


def test_everybody_says_what_to_look_at_first_in_three_languages():
    for one in cast():
        assert one.look.keys() == {"nb", "nn", "en"}
        assert all(one.look.values())


@pytest.mark.parametrize("one", STAFF, ids=lambda one: one.id)
def test_staff_have_their_role_at_their_unit(county, one):
    names = {row["number"]: row["name"] for row in county.rows("register/units.csv")}
    codes = {name: row["code"] for name, row in county.groups.items()}
    places = {
        (row["role"], names[row["unit"]], codes.get(row["group"], ""))
        for row in county.rows("register/memberships.csv")
        if row["staff_id"] == one.id
    }

    assert (one.role, one.unit, one.group) in places
    assert {(one.role, unit, "") for unit in one.also} <= places


@pytest.mark.parametrize("one", YOUNG, ids=lambda one: one.id)
def test_young_people_are_in_their_class(county, one):
    number = one.identity_number(county.today)
    now = [row for row in county.enrolments if row["identity_number"] == number and not row["until"]]

    assert [county.groups[row["group"]]["code"] for row in now] == [one.group]
    people = [row for row in county.rows("register/people.csv") if row["identity_number"] == number]
    assert [f"{row['given_name']} {row['family_name']}" for row in people] == [one.name]


def test_the_guardian_of_jonas_is_lise(county):
    jonas = member("jonas-bergli").identity_number(county.today)
    rows = [row for row in county.rows("register/guardians.csv") if row["person"] == jonas]

    assert [(row["given_name"], row["family_name"]) for row in rows] == [("Lise", "Bergli")]
    assert rows[0]["guardian"] == member("lise-bergli").identity_number(county.today)


def test_jonas_is_away_more_each_monday_from_week_43(county):
    jonas = member("jonas-bergli").identity_number(county.today)
    rows = zip(county.absence["identity_number"], county.absence["date"], strict=True)
    lessons = Counter(day for number, day in rows if number == jonas and day >= date(2026, 10, 19))

    assert all(day.weekday() == 0 for day in lessons)
    assert [lessons[day] for day in sorted(lessons)] == [2, 3, 4, 5, 6, 7]


def test_elias_is_warned_in_mathematics_and_english_within_four_weeks(county):
    elias = member("elias-nordvik").identity_number(county.today)
    warnings = [row for row in county.rows("school/warnings.csv") if row["identity_number"] == elias]

    assert {row["subject"] for row in warnings} == {"MAT", "ENG"}
    assert all((county.today - date.fromisoformat(row["date"])).days <= 28 for row in warnings)


def test_identity_numbers_of_the_cast_last_the_school_year_and_fit_the_class():
    jonas, autumn, summer = member("jonas-bergli"), date(2026, 8, 1), date(2027, 7, 31)

    assert jonas.identity_number(autumn) == jonas.identity_number(summer)
    assert IdentityNumber.parse(jonas.identity_number(autumn), autumn).birth_date == date(2010, 3, 14)
