"""Two rows for one young person are made one, and two again."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from tests.intake.export import Export, everything, held, user, young
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import Membership
from tettpaa.accounts.queries import system
from tettpaa.kit.errors import InputError
from tettpaa.pathway.actions import merge, unmerge
from tettpaa.pathway.models import AbsenceWeek, Enrolment, YoungPerson
from tettpaa.pathway.queries import possible_doubles

pytestmark = pytest.mark.django_db


@pytest.fixture
def double(imported: Export) -> YoungPerson:
    """Jonas once more, by his D-number, with one fact in common and one of his own."""
    jonas = young("Jonas")
    row = YoungPerson.objects.create(
        id=uuid.uuid4(), given_name="Jonas", family_name="Bergli", born=jonas.born, phone=jonas.phone
    )
    place = Enrolment.objects.get(person=jonas)
    Enrolment.objects.create(
        id=uuid.uuid4(), person=row, unit=place.unit, group=place.group, level="vg1", first=place.first
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into pathway_absence (person_id, happened, subject, minutes, kind, nth, known_from, origin_id) "
            "select %s, happened, s, minutes, kind, 0, known_from, origin_id from pathway_absence, "
            "(values ('MAT'), ('ENG')) v(s) where person_id = %s and nth = 1",
            [row.id, jonas.id],
        )
        cursor.execute("select pathway_absence_weeks(array[%s]::uuid[])", [row.id])
    for name, unit in (("kari-moe", place.unit), ("sven-dal", young_place("Elias").unit)):
        Membership.objects.create(
            id=uuid.uuid4(), user=user(name), unit=unit, role="counsellor", first=place.first
        )
    refresh()
    return row


def young_place(name: str) -> Enrolment:
    return Enrolment.objects.get(person=young(name))


def test_doubles_are_found_by_name_and_birth_date(double: YoungPerson) -> None:
    viewer = user("kari-moe")
    with acting_as(viewer.id):
        (pair,) = possible_doubles(viewer=viewer)
    assert {pair.one.id, pair.other.id} == {double.id, jonas_id(double)}
    assert pair.why == "name"
    other = user("sven-dal")
    with acting_as(other.id):
        assert possible_doubles(viewer=other) == []


def jonas_id(double: YoungPerson) -> uuid.UUID:
    return YoungPerson.objects.exclude(id=double.id).get(given_name="Jonas").id


def test_a_shared_phone_is_no_double_when_the_names_differ(imported: Export) -> None:
    YoungPerson.objects.filter(given_name="Elias").update(phone="+4717000001")
    assert possible_doubles(viewer=system()) == []
    YoungPerson.objects.filter(given_name="Elias").update(given_name="Jonas", family_name="Berglie")
    assert [pair.why for pair in possible_doubles(viewer=system())] == ["phone"]


def test_after_the_merge_there_is_one_with_all_facts_once(double: YoungPerson) -> None:
    keep, viewer = jonas_id(double), user("kari-moe")
    with acting_as(viewer.id):
        merge(by=viewer, keep=keep, double=double.id)
        assert possible_doubles(viewer=viewer) == []
    assert [row[2] for row in held() if row[0] == "Jonas"] == ["ENG", "MAT", "MAT", "NOR"]
    assert Enrolment.objects.filter(person=keep).count() == 1
    assert not Enrolment.objects.filter(person=double).exists()
    assert AbsenceWeek.objects.get(person=keep, monday="2026-11-02").minutes == 135
    assert refresh() == 0


def test_the_merge_can_be_undone_wholly(double: YoungPerson) -> None:
    before = everything()
    viewer = user("kari-moe")
    with acting_as(viewer.id):
        done = merge(by=viewer, keep=jonas_id(double), double=double.id)
    with acting_as(viewer.id):
        unmerge(by=viewer, merge=done)
    after = everything()
    assert {t: rows for t, rows in before.items() if t not in SKIPPED} == {
        t: rows for t, rows in after.items() if t not in SKIPPED
    }
    with acting_as(viewer.id), pytest.raises(InputError):
        unmerge(by=viewer, merge=done)


SKIPPED = ("pathway_merge", "pathway_youngperson", "access_accessrow")
"""What counts versions or numbers of its own."""


def test_who_does_not_see_both_may_not_merge(double: YoungPerson) -> None:
    viewer = user("sven-dal")
    with acting_as(viewer.id), pytest.raises(PermissionDenied):
        merge(by=viewer, keep=young("Elias").id, double=double.id)


def test_who_only_teaches_them_does_not_merge_them(double: YoungPerson) -> None:
    Membership.objects.filter(role="counsellor").delete()
    viewer = user("kari-moe")
    with acting_as(viewer.id), pytest.raises(PermissionDenied, match="samme ungdom"):
        merge(by=viewer, keep=jonas_id(double), double=double.id)


def test_an_import_after_the_merge_finds_the_one_that_was_kept(double: YoungPerson, imported: Export) -> None:
    keep, viewer = jonas_id(double), user("kari-moe")
    with acting_as(viewer.id):
        merge(by=viewer, keep=double.id, double=keep)
    imported.load()
    assert not Enrolment.objects.filter(person=keep).exists()
    assert YoungPerson.objects.count() == 4
