"""The same seed makes the same county, on any day, and the past stays as it was."""

from datetime import date

import pytest

from tettpaa.demo import write_county
from tettpaa.kit.errors import InputError


def contents(written):
    files = sorted(path for path in written.out.rglob("*") if path.is_file())
    return {path.relative_to(written.out).as_posix(): path.read_bytes() for path in files}


def test_the_same_seed_gives_the_same_bytes(tiny):
    assert contents(tiny()) == contents(tiny())


def test_another_seed_gives_other_people_but_the_same_cast(tiny):
    first, second = tiny(), tiny(seed=7)
    numbers = [{row["identity_number"] for row in one.rows("register/people.csv")} for one in (first, second)]

    assert len(numbers[0] & numbers[1]) == 4


def test_a_later_day_changes_nothing_that_had_happened(tiny):
    # but for the cast, whose stories are told backwards from the day
    early, late = tiny(date(2026, 12, 14)), tiny(date(2027, 3, 1))
    cast = {"Jonas", "Amina", "Elias", "Sara"}
    told = {r["identity_number"] for r in late.rows("register/people.csv") if r["given_name"] in cast}

    def absence(written):
        rows = zip(*written.absence.values(), strict=True)
        return {row for row in rows if row[0] not in told and row[5] <= early.today}

    assert absence(early)
    assert absence(early) == absence(late)
    for name in ("results", "outcomes", "warnings"):
        before, after = (
            [
                row
                for row in one.rows(f"school/{name}.csv")
                if row["registered"] <= "2026-12-14" and row["identity_number"] not in told
            ]
            for one in (early, late)
        )
        assert before == after, name


def test_more_districts_leave_the_first_as_it_was(tiny):
    one, two = tiny(), tiny(scale=2)
    people = one.rows("register/people.csv")

    assert two.rows("register/people.csv")[: len(people)] == people
    assert (one.summary.schools, two.summary.schools) == (12, 24)
    names = [row["name"] for row in two.rows("register/units.csv") if row["kind"] == "school"]
    assert len(set(names)) == 24


@pytest.mark.parametrize("day", ["2026-07-31", "2026-08-01", "2026-08-20", "2027-01-01", "2028-02-29"])
def test_any_day_of_the_year_has_pupils(tiny, day):
    written = tiny(date.fromisoformat(day))

    assert written.summary.current > 100
    assert max(written.absence["registered"]) <= written.today


def test_progress_ends_at_its_total(tiny):
    steps = []
    tiny(scale=2, progress=lambda done, total: steps.append((done, total)))

    assert steps[-1][0] == steps[-1][1] == len(steps)


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")

    with pytest.raises(InputError):
        write_county(tmp_path, today=date(2026, 11, 24))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_older_county_is_replaced(tiny):
    old = tiny()
    write_county(old.out, today=date(2026, 12, 1))

    assert not (old.out.parent / f".{old.out.name}.part").exists()
    assert max(old.absence["registered"]) > date(2026, 11, 24)
