"""What the database itself refuses at commit, whoever writes and by whatever way."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.baton.steps import as_user, checked
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.accounts.models import Membership, User
from tettpaa.accounts.queries import SYSTEM
from tettpaa.baton import actions
from tettpaa.baton.models import Baton
from tettpaa.kit import clock
from tettpaa.workflows import promise

Opened = Callable[..., Baton]


def run(statement: str, *values: object) -> None:
    with acting_as(SYSTEM, "tettpaa_system"):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
        checked()


def test_a_holder_from_elsewhere_is_refused(house: House, opened: Opened):
    baton = opened()
    with pytest.raises(IntegrityError, match="must be held by somebody at its unit"):
        run("update baton_baton set holder_id = %s where id = %s", house.users["sven"].id, baton.id)


@pytest.mark.parametrize("who", ["lise", "jonas_self", "ada", "noor"])
def test_only_staff_at_the_unit_or_leading_above_can_hold(house: House, opened: Opened, who: str):
    baton = opened()
    with pytest.raises(IntegrityError, match="must be held"):
        run("update baton_baton set holder_id = %s where id = %s", house.users[who].id, baton.id)


def test_who_leads_the_unit_above_can_hold(house: House, opened: Opened):
    baton = opened()
    run("update baton_baton set holder_id = %s where id = %s", house.users["cato"].id, baton.id)


def test_no_holder_and_no_deadline_cannot_be_written(opened: Opened):
    baton = opened()
    for column in ("holder_id", "due"):
        with pytest.raises(IntegrityError, match="null value"):
            run(f"update baton_baton set {column} = null where id = %s", baton.id)


@pytest.mark.parametrize(
    "leave",
    [
        lambda user: Membership.objects.filter(user=user).update(last=date(2026, 11, 22)),
        lambda user: Membership.objects.filter(user=user).delete(),
        lambda user: User.objects.filter(id=user.id).update(is_active=False),
    ],
    ids=["ended", "deleted", "inactive"],
)
def test_nobody_leaves_with_an_open_baton(house: House, opened: Opened, leave: Callable[[User], object]):
    opened()
    with acting_as(SYSTEM, "tettpaa_system"), transaction.atomic():
        leave(house.users["kari"])
        with pytest.raises(IntegrityError, match="still holds open batons"):
            checked()
        transaction.set_rollback(True)


def test_a_holder_whose_days_ran_out_in_the_night_hinders_nobody_else(house: House, opened: Opened):
    """Two rows of Jonas can become one before the climb has found a new holder; nobody can be given it like this."""
    baton, ended = opened(), date(2026, 11, 24)
    with acting_as(SYSTEM, "tettpaa_system"):
        Membership.objects.filter(user=house.users["kari"]).update(last=ended)
        checked()
    with clock.frozen(ended + timedelta(1)):
        run("update baton_baton set person_id = %s where id = %s", house.young["amina"].id, baton.id)
        with pytest.raises(IntegrityError, match="must be held"):
            run("update baton_baton set unit_id = %s where id = %s", house.units["nav"].id, baton.id)


def test_one_who_holds_nothing_may_leave(house: House, opened: Opened):
    as_user(house.users["kari"], actions.close, baton=opened())
    with acting_as(SYSTEM, "tettpaa_system"):
        Membership.objects.filter(user=house.users["kari"]).update(last=date(2026, 11, 22))
        checked()


@pytest.fixture
def matters(house: House) -> Iterator[None]:
    """A room's table, of which what isn't done needs a baton."""
    with connection.cursor() as cursor:
        cursor.execute("create table matter (id uuid primary key, done boolean not null default false)")
        cursor.execute("select baton_required('matter', 'matter', 'not done')")
        cursor.execute("grant all on matter to tettpaa_app, tettpaa_system")
    yield
    with connection.cursor() as cursor:
        cursor.execute("select baton_not_required('matter', 'matter')")


def open_matter(house: House) -> Baton:
    kari, key = house.users["kari"], uuid.uuid4()
    with acting_as(kari.id):
        with connection.cursor() as cursor:
            cursor.execute("insert into matter (id) values (%s)", [key])
        baton = actions.open(by=kari, subject=("matter", key), person=None, unit=house.units["fjordvik"])
        checked()
    return baton


@pytest.mark.usefixtures("matters")
class TestWhatIsOpenHasABaton:
    def test_together_they_open_and_close(self, house: House):
        baton = open_matter(house)
        with acting_as(house.users["rita"].id):
            with connection.cursor() as cursor:
                cursor.execute("update matter set done = true")
            actions.close(by=house.users["rita"], baton=baton)
            checked()

    def test_opened_without_one_is_refused(self):
        with pytest.raises(IntegrityError, match="an open matter must have a holder and a deadline"):
            run("insert into matter (id) values (%s)", uuid.uuid4())

    def test_closing_the_baton_alone_is_refused(self, house: House):
        baton = open_matter(house)
        with pytest.raises(IntegrityError, match="an open matter must have"):
            as_user(house.users["rita"], actions.close, baton=baton)

    @pytest.mark.parametrize("end", ["update matter set done = true", "delete from matter"])
    def test_ending_the_subject_alone_is_refused(self, house: House, end: str):
        open_matter(house)
        with pytest.raises(IntegrityError, match="a baton stands open for a matter that is not"):
            run(end)

    def test_a_baton_for_nothing_is_refused(self, house: House):
        with pytest.raises(IntegrityError, match="a baton stands open"):
            as_user(
                house.users["kari"], actions.open, subject=("matter", uuid.uuid4()), person=None,
                unit=house.units["fjordvik"],
            )  # fmt: skip

    def test_the_check_of_the_promise_finds_what_the_database_did_not_refuse(
        self, house: House, opened: Opened
    ):
        open_matter(house)
        opened()
        assert promise.check().as_dict() == {
            "open": 2, "without_holder": 0, "without_deadline": 0, "overdue": 0, "doubled": 0,
            "without_baton": 0, "without_subject": 0, "kept": True,
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = replica")  # no trigger asks
            cursor.execute("insert into matter (id) values (%s)", [uuid.uuid4()])
            cursor.execute(
                "update baton_baton set subject_id = %s where subject_kind = 'matter'", [uuid.uuid4()]
            )
            cursor.execute(
                "update baton_baton set due = '2026-11-20', holder_id = %s", [house.users["sven"].id]
            )
            cursor.execute("set local session_replication_role = origin")
        found = promise.check()
        assert (found.without_holder, found.overdue, found.without_baton, found.without_subject) == (
            2,
            2,
            2,
            1,
        )
        assert not found.kept
        with connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = replica")
            cursor.execute("delete from matter; truncate baton_baton cascade")
