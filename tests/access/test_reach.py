"""By no write that the app may do does a stranger come to see somebody: what gives sight is given by others."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cases.people import School
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.kit import clock
from tettpaa.pathway.models import YoungPerson

BATON = (
    "insert into baton_baton (id, subject_kind, subject_id, person_id, unit_id, ladder, step, holder_id, due, "
    "opened_at, urgent, hidden, moved_by_id, version) values (gen_random_uuid(), 'probe', gen_random_uuid(), "
    "%(jonas)s, %(unit)s, 'school', 'contact_teacher', %(me)s, '2026-12-01', '2026-11-01', false, false, %(me)s, 1)"
)
TRIES = {
    "a baton about them, held by oneself": BATON,
    "a baton of one's own, made theirs": "update baton_baton set person_id = %(jonas)s",
    "their log-in": "update accounts_user set person_id = %(jonas)s where id = %(me)s",
    "the system itself": "update accounts_user set kind = 'system' where id = %(me)s",
    "a place of one's own pupil": "update pathway_enrolment set person_id = %(jonas)s",
    "a membership": "update accounts_membership set unit_id = (select unit_id from pathway_enrolment limit 1)",
    "an access row": "insert into access_accessrow (user_id, person_id, ground, source_id, topics, first) "
    "values (%(me)s, %(jonas)s, 'unit', gen_random_uuid(), 63, '2026-01-01')",
    "a guardian's row": "update pathway_guardian set person_id = %(jonas)s",
    "a child that never grows up": "update pathway_youngperson set born = '2020-01-01'",
    "a double of one's own pupil": "update pathway_youngperson set merged_into_id = %(jonas)s",
    "a merge": "select pathway_merge(gen_random_uuid(), (select id from pathway_youngperson limit 1), %(jonas)s)",
    "the system's role": "set local role tettpaa_system",
    "the loader's role": "set local role tettpaa_loader",
}

REFUSED = ("42501", "TP403", "P0002")
"""No right to it, not both seen, no such row."""


@pytest.fixture
def strangers(house: House) -> list[str]:
    """Each holds a concern about somebody of their own, or is family of another, or knows nobody."""
    School(house).says("synne", School(house).person("elias"))
    house.guardian("gunn", "elias")
    return ["sven", "synne", "noor", "nils", "ola", "cato", "ada", "gunn"]


@pytest.mark.parametrize("what", TRIES)
def test_nobody_gives_themselves_sight(house: House, strangers: list[str], what: str) -> None:
    jonas, unit = house.young["jonas"].id, house.units["solvik"].id
    for name in strangers:
        me = house.users[name].id
        with transaction.atomic():
            tried(me, TRIES[what], {"me": me, "jonas": jonas, "unit": unit})
            assert not sees(me, jonas), name
            transaction.set_rollback(True)


def tried(me: uuid.UUID, statement: str, told: dict[str, Any]) -> bool:
    """Whether the database did it, as the web's log-in in the app role."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local session authorization tettpaa_web")
            cursor.execute(
                "select set_config('role', 'tettpaa_app', true), set_config('app.user_id', %s, true), "
                "set_config('app.now', %s, true)",
                [str(me), clock.now().isoformat()],
            )
            cursor.execute(statement, told)
            cursor.execute("select access_refresh(null, null)")
            cursor.execute("reset session authorization")
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") not in REFUSED:
            raise
        return False
    return True


def sees(me: uuid.UUID, person: uuid.UUID) -> bool:
    refresh()
    with acting_as(me):
        return YoungPerson.objects.filter(id=person).exists()


def test_what_they_may_do_is_done(house: House, strangers: list[str]) -> None:
    """Else all of the above would be refused for another reason."""
    kari = house.users["kari"].id
    assert tried(kari, "update accounts_user set language = 'nn' where id = %(me)s", {"me": kari})
    told = {"me": kari, "jonas": house.young["jonas"].id, "unit": house.units["fjordvik"].id}
    assert tried(kari, BATON, told)


def test_a_guardian_of_a_grown_up_cannot_make_them_a_child_again(house: House) -> None:
    lise, jonas = house.users["lise"].id, house.young["jonas"].id
    told = {"me": lise, "jonas": jonas}
    tried(lise, TRIES["a child that never grows up"], told)
    with clock.frozen(date(2028, 5, 3)):
        assert not sees(lise, jonas)
