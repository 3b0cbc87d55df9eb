"""Jobs commit with what caused them, run as the system, and leave nothing half-done."""

import uuid

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.accounts.queries import SYSTEM
from tettpaa.audit.models import Event
from tettpaa.jobs import handlers, registry
from tettpaa.jobs.registry import _runner
from tettpaa.notify.models import Message
from tettpaa.queue import enqueue, queries

pytestmark = pytest.mark.django_db


class Context:
    """What procrastinate tells a handler of its job."""

    class job:  # noqa: N801
        id = 7


def waiting() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("select task_name, status::text from procrastinate_jobs order by id")
        return cursor.fetchall()


def as_the_web_logs_in() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local session authorization tettpaa_web")


def test_a_job_is_there_when_its_transaction_commits(house: House) -> None:
    with transaction.atomic():
        as_the_web_logs_in()
        with acting_as(house.users["kari"].id):
            enqueue("notify.email", user=str(house.users["kari"].id))
    with connection.cursor() as cursor:
        cursor.execute("set local session authorization default")
    assert waiting() == [("notify.email", "todo")]


def test_and_is_not_when_it_rolls_back(house: House) -> None:
    def fail() -> None:
        with acting_as(house.users["kari"].id):
            enqueue("notify.email", user=str(house.users["kari"].id))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert waiting() == []


def test_a_handler_acts_as_the_system_in_its_own_role_with_a_request_id() -> None:
    seen = []

    def handler() -> None:
        from tettpaa.kit.requests import request_id

        with connection.cursor() as cursor:
            cursor.execute("select current_setting('role'), app_uid()")
            seen.append((*cursor.fetchone(), request_id()))

    _runner(handler, "tettpaa_system", periodic=True)(Context, timestamp=1)
    assert seen[0][:2] == ("tettpaa_system", SYSTEM)
    assert uuid.UUID(seen[0][2])


def test_what_fails_leaves_nothing_but_the_class_of_the_error(house: House) -> None:
    def handler() -> None:
        Event.objects.create(
            id=uuid.uuid4(), at="2026-11-23T12:00Z", actor_id=SYSTEM, verb="x", subject_kind="x"
        )
        raise ValueError("Jonas Prøve")

    with pytest.raises(ValueError, match="Jonas"):
        _runner(handler, "tettpaa_system", periodic=False)(Context)
    assert not Event.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("select f::text from queue_failure f")
        told = cursor.fetchone()[0]
    assert "ValueError" in told
    assert "Jonas" not in told


def test_the_page_of_jobs_shows_what_failed_and_not_what_was_worked_on(house: House) -> None:
    kari = house.users["kari"]
    with acting_as(kari.id):
        enqueue("notify.email", user=str(kari.id))
        (job,) = queries.jobs(viewer=kari)
    assert (job.name, job.state, job.tries, job.error) == ("notify.email", "todo", 0, None)
    assert str(kari.id) not in repr(job)


def doing(house: House, silent: str, tries: int = 0) -> None:
    """A job that a worker, silent for so long, had begun."""
    enqueue("notify.email", user=str(house.users["kari"].id))
    with connection.cursor() as cursor:
        cursor.execute(
            "with w as (insert into procrastinate_workers (last_heartbeat) "
            "values (now() - %s::interval) returning id) "
            "update procrastinate_jobs set status = 'doing', worker_id = (select id from w), attempts = %s",
            [silent, tries],
        )


@pytest.mark.parametrize(
    ("silent", "tries", "state"),
    [("5 seconds", 0, "doing"), ("2 minutes", 0, "todo"), ("2 minutes", registry.TRIES, "failed")],
)
def test_a_job_whose_worker_died_is_queued_again_but_not_for_ever(
    house: House, silent: str, tries: int, state: str
) -> None:
    doing(house, silent, tries)
    _runner(handlers.requeue, "tettpaa_system", periodic=True)(Context)
    assert waiting() == [("notify.email", state)]


def test_old_finished_jobs_go_and_waiting_ones_stay(house: House) -> None:
    for state in ("todo", "succeeded", "failed"):
        enqueue(state)
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set status = %s where task_name = %s", [state, state])
            cursor.execute("update procrastinate_events set at = now() - interval '5 days'")
    _runner(handlers.purge, "tettpaa_system", periodic=True)(Context)
    assert {name for name, _ in waiting()} == {"todo", "failed"}


def test_every_job_that_is_queued_by_name_has_a_handler() -> None:
    assert {"notify.email", "intake.replay", "audit.seal", "baton.climb", "queue.requeue"} <= set(
        registry.names()
    )
    assert set(registry.names()) <= set(app.tasks)


def test_the_system_can_do_all_that_the_email_job_does(house: House) -> None:
    Message.objects.create(
        id=uuid.uuid4(), to=house.users["kari"], by_id=SYSTEM, text="concern.seen", subject_kind="concern",
        subject_id=uuid.uuid4(), at="2026-11-23T12:00Z",
    )  # fmt: skip
    _runner(handlers.email, "tettpaa_system", periodic=False)(Context, user=str(house.users["kari"].id))
    assert Message.objects.get().emailed_at
