"""What an import makes of a school's files."""

from datetime import date

import pytest

from tests.intake.export import Export, everything, held, user, young
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.audit.models import Event
from tettpaa.intake.models import ImportBatch
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.organisations.queries import closures
from tettpaa.pathway.ciphers import decrypt
from tettpaa.pathway.models import AbsenceWeek, ContactPoint, Enrolment, FormerEnrolment, YoungPerson

pytestmark = pytest.mark.django_db
JONAS = [
    ("Jonas", "2026-11-02", "MAT", 45.0, "undocumented", 0),
    ("Jonas", "2026-11-02", "MAT", 45.0, "undocumented", 1),
    ("Jonas", "2026-11-09", "NOR", 90.0, "documented", 0),
]


def test_two_lessons_missed_on_one_day_are_two(imported: Export) -> None:
    assert [row for row in held() if row[0] == "Jonas"] == JONAS


def test_the_contact_teacher_sees_her_own_and_no_others(imported: Export) -> None:
    with acting_as(user("kari-moe").id):
        assert {p.given_name for p in YoungPerson.objects.all()} == {"Jonas", "Amina"}
    with acting_as(user("sven-dal").id):
        assert {p.given_name for p in YoungPerson.objects.all()} == {"Elias"}


def test_access_is_what_a_full_recomputation_gives(imported: Export) -> None:
    assert refresh() == 0


def test_the_identity_number_is_encrypted_and_comes_back(imported: Export) -> None:
    jonas = young("Jonas")
    number = imported.numbers()[0]
    assert number.encode() not in bytes(jonas.identity_cipher)
    assert decrypt(jonas.identity_cipher, jonas.identity_key_id).reveal() == number
    assert number not in str(everything())


def test_weeks_are_summed(imported: Export) -> None:
    weeks = AbsenceWeek.objects.filter(person=young("Jonas")).order_by("monday")
    assert list(weeks.values_list("monday", "minutes", "counted", "undocumented", "days")) == [
        (date(2026, 11, 2), 90, 90, 90, 1),
        (date(2026, 11, 9), 90, 90, 0, 1),
    ]


def test_a_guardian_can_be_reached(imported: Export) -> None:
    point = ContactPoint.objects.get(guardian__given_name="Lise", kind="phone")
    assert (point.value, point.verified_on) == ("+4717000009", date(2026, 9, 1))


def test_schools_keep_their_closures(imported: Export) -> None:
    (closed,) = closures(Enrolment.objects.get(person=young("Jonas")).unit_id)
    assert closed.first == date(2026, 9, 28)


def test_the_same_files_twice_change_nothing(imported: Export) -> None:
    before = everything()
    with clock.frozen(date(2026, 11, 30)):
        again = imported.load()
    assert everything() == before
    assert [c.get("added", 0) + c.get("changed", 0) for one in again for c in one.counts.values()] == [0] * 9


def test_one_batch_and_one_event_for_each_import(imported: Export) -> None:
    assert ImportBatch.objects.count() == Event.objects.filter(verb="import.done").count() == 2
    texts = str(list(Event.objects.values_list("details", flat=True)))
    assert not any(word in texts for word in ("Jonas", "Bergli", *imported.numbers()))


def test_what_a_full_delivery_lacks_is_no_longer_true_from_that_day(imported: Export) -> None:
    imported.replace("school/absence.csv", imported.line("school/absence.csv", 3) + "\n", "")
    with clock.frozen(date(2026, 11, 30)):
        imported.load()
    assert [row for row in held() if row[0] == "Jonas"] == [JONAS[0], JONAS[2]]
    closed = held_all(young("Jonas").id)
    assert ("2026-11-02", 1, "2026-11-30") in closed
    assert AbsenceWeek.objects.get(person=young("Jonas"), monday=date(2026, 11, 2)).minutes == 45


def test_what_comes_back_is_known_anew_and_the_gap_stays(imported: Export) -> None:
    text = (imported.folder / "school/absence.csv").read_text()
    imported.replace("school/absence.csv", imported.line("school/absence.csv", 4) + "\n", "")
    with clock.frozen(date(2026, 11, 25)):
        imported.load("school")
    (imported.folder / "school/absence.csv").write_text(text)
    with clock.frozen(date(2026, 11, 27)):
        imported.load("school")
        before = everything()
        imported.load("school")
    assert everything() == before
    assert [row for row in held() if row[0] == "Jonas"] == JONAS


def held_all(person) -> list[tuple]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select happened::text, nth, known_until::text from pathway_absence where person_id = %s",
            [person],
        )
        return cursor.fetchall()


def test_a_full_delivery_of_one_school_says_nothing_about_another(imported: Export) -> None:
    elias = imported.line("school/absence.csv", 6)
    imported.replace("school/absence.csv", elias, "")
    with clock.frozen(date(2026, 11, 30)):
        imported.load("school/absence.csv", period=(date(2026, 8, 1), date(2026, 11, 29)))
    assert any(row[0] == "Elias" for row in held())


def test_changes_only_add(imported: Export) -> None:
    imported.replace(
        "mapping.toml",
        'file = "absence*.csv"\ndelimiter = ";"\ndelivery = "full"',
        'file = "absence*.csv"\ndelimiter = ";"',
    )
    number = imported.numbers()[0]
    (imported.folder / "school/absence.csv").write_text(
        f"pupil;date;subject;minutes;ground;registered\n{number};2026-11-16;MAT;45;U;2026-11-16\n"
    )
    imported.load("school/absence.csv")
    assert len([row for row in held() if row[0] == "Jonas"]) == 4


def test_who_moved_leaves_what_was_known_before(imported: Export) -> None:
    line = imported.line("school/enrolments.csv", 2)
    imported.replace("school/enrolments.csv", line, line.replace(";;2026-08-01", ";2026-11-24;2026-08-01"))
    with clock.frozen(date(2026, 11, 25)):
        imported.load("school")
        with acting_as(user("kari-moe").id):
            assert {p.given_name for p in YoungPerson.objects.all()} == {"Amina"}
    former = FormerEnrolment.objects.get()
    assert (former.last, former.known_from, former.known_until) == (
        None,
        date(2026, 8, 1),
        date(2026, 11, 25),
    )
    assert Enrolment.objects.get(person=young("Jonas")).known_from == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("register/people.csv", "family_name", "surname", ["people.csv", "line 1", "'surname'"]),
        ("register/units.csv", ";phone", "", ["units.csv", "line 1", "'phone'"]),
        ("register/staff.csv", "email;phone", "email;email", ["staff.csv", "line 1", "'email'", "twice"]),
    ],
)
def test_a_wrong_header_is_told_with_its_place(
    export: Export, file: str, old: str, new: str, told: list[str]
) -> None:
    export.replace(file, old, new)
    with pytest.raises(InputError) as error:
        export.load()
    assert all(part in str(error.value) for part in [*told, "→"])
    assert not YoungPerson.objects.exists()


def test_who_shall_log_in_gets_a_user(export: Export) -> None:
    export.load("register", log_ins={export.numbers()[0]: "jonas-bergli"})
    assert user("jonas-bergli").person_id == young("Jonas").id
    from tettpaa.accounts.models import User

    assert User.objects.filter(kind="young").count() == 1


def test_a_membership_that_ends_is_told(imported: Export) -> None:
    line = imported.line("register/memberships.csv", 2)
    imported.replace("register/memberships.csv", line, f"{line}2026-11-22")
    (done,) = imported.load("register")
    school = Enrolment.objects.get(person=young("Jonas")).unit_id
    assert done.ended == ((user("kari-moe").id, school),)
