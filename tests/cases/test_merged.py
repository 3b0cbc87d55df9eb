"""When two rows were one young person, what people have said and promised about them goes along, and back."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from tests.cases.people import School
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import SYSTEM
from tettpaa.baton.models import Baton
from tettpaa.cases.models import Statement
from tettpaa.kit import clock
from tettpaa.pathway.actions import merge, unmerge
from tettpaa.pathway.models import ContactPoint, Guardian
from tettpaa.workflows import promise

KEPT = {"audit_event": "tells what was so then", "access_accessrow": "is made anew"}
OWN = {"accounts_user", "pathway_absenceweek"}
"""Followed by statements of their own in the functions."""


def tables() -> list[str]:
    """Those with rows about a young person."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.table_name from information_schema.columns c join pg_tables t on t.tablename = c.table_name "
            "where c.column_name = 'person_id' and c.table_schema = 'public' order by 1"
        )
        return [row[0] for row in cursor.fetchall()]


def about(person: uuid.UUID) -> dict[str, set[str]]:
    """The rows about the person as text, by table, but for what is never moved."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(tables()) - set(KEPT)):
            cursor.execute(f"select t::text from {table} t where person_id = %s", [person])
            if rows := {row[0] for row in cursor.fetchall()}:
                found[table] = rows
    return found


@pytest.fixture
def double(school: School) -> uuid.UUID:
    """Jonas once more, with a guardian in common, a log-in of his own, and two concerns."""
    house = school.house
    row = house.pupil("double", "fjordvik", "1BAA")
    house.user("double_self", kind="young", person_id=row.id)
    twin = Guardian.objects.create(
        id=uuid.uuid4(), person=row, user=house.users["lise"], given_name="L", family_name="T", relation="mor"
    )
    ContactPoint.objects.create(id=uuid.uuid4(), person=row, guardian=twin, kind="phone", value="+4717000009")
    User.objects.filter(username="jonas_self").delete()
    refresh()
    school.says("tom", school.person("double"), words="Om den ene.")
    school.says("tom", school.person("double"), duty="child_welfare")
    school.says("lise", school.person("double"), words="Mer om den ene.")
    school.says("tom", school.person("jonas"), words="Om den andre.")
    return row.id


def do(school: School, name: str, action: Any, **told: Any) -> Any:
    done = school.does(name, action, **told)
    found = promise.check()
    assert found.kept
    assert refresh() == 0
    return done


def test_everything_that_was_about_the_double_is_about_the_one_that_is_kept(
    school: School, double: uuid.UUID
) -> None:
    jonas = school.house.young["jonas"].id
    before = {table: len(rows) for table, rows in about(double).items()}
    kept = {table: len(rows) for table, rows in about(jonas).items()}
    do(school, "ingrid", merge, keep=jonas, double=double)
    assert about(double) == {}
    after = {table: len(rows) for table, rows in about(jonas).items()}
    both = {table: before.get(table, 0) + kept.get(table, 0) for table in before | kept}
    once = {"pathway_enrolment", "pathway_guardian"}  # the same place and the same mother
    assert after == {table: number - (table in once) for table, number in both.items()}
    assert ContactPoint.objects.get().guardian.person_id == jonas
    assert {"cases_concern", "baton_baton", "notify_message", "cases_dutyreport"} <= set(before)


def test_undone_each_has_their_own_again(school: School, double: uuid.UUID) -> None:
    jonas = school.house.young["jonas"].id
    before = about(double), about(jonas)
    done = do(school, "ingrid", merge, keep=jonas, double=double)
    do(school, "ingrid", unmerge, merge=done)
    assert (about(double), about(jonas)) == before


def test_what_went_on_meanwhile_comes_back_with_what_it_is_about(school: School, double: uuid.UUID) -> None:
    """Seen, decided, climbed, closed and opened again: concern and baton are never about two people."""
    jonas = school.house.young["jonas"].id
    done = do(school, "ingrid", merge, keep=jonas, double=double)
    said = dict(Statement.objects.values_list("words", "concern_id"))
    first, second, other = said["Om den ene."], said["Mer om den ene."], said["Om den andre."]
    school.steps("kari", "decide", second, decision="no_action", reason="Det er i orden.")
    school.steps("kari", "reopen", second)
    school.steps("kari", "see", first)
    with clock.frozen(clock.today() + timedelta(weeks=2)):
        assert school.climbs()
        do(school, "ingrid", unmerge, merge=done)
        for concern, person in ((first, double), (second, double), (other, jonas)):
            row = school.row(concern)
            open_one = Baton.objects.get(subject_id=concern, closed_at=None)
            assert (row.person_id, open_one.person_id) == (person, person)
            assert not Baton.objects.filter(subject_id=concern).exclude(person_id=person).exists()
        assert (school.row(first).state, school.row(second).state) == ("seen", "decided")


@pytest.mark.parametrize("who", ["lise", "sven", "double_self"])
def test_neither_family_nor_strangers_merge(school: School, double: uuid.UUID, who: str) -> None:
    with pytest.raises(PermissionDenied):
        school.does(who, merge, keep=school.house.young["jonas"].id, double=double)


def test_every_table_about_a_young_person_is_followed(school: School) -> None:
    with acting_as(SYSTEM, "tettpaa_system"), connection.cursor() as cursor:
        cursor.execute("select name from pathway_about_persons()")
        assert {row[0] for row in cursor.fetchall()} == set(tables()) - set(KEPT) - OWN
