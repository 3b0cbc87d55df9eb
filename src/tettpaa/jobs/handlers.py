"""What is done in the background. Every handler may run twice and do its work once."""

import logging
import uuid
from datetime import timedelta

from django.db import connection

from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import system
from tettpaa.audit.sealer import seal
from tettpaa.baton.actions import climb
from tettpaa.consent import actions as consent
from tettpaa.insight import actions as insight
from tettpaa.jobs.registry import TRIES, job
from tettpaa.kit import clock
from tettpaa.notify.actions import email_news
from tettpaa.oversight.actions import find

log = logging.getLogger(__name__)

KEPT = {"succeeded": 2, "else": 30}
"""Days that finished jobs are kept."""
LATE = timedelta(days=2)
"""No transaction lasts longer: what is newer is all that a minute's sealing looks at."""
SILENT = 60
"""Seconds without a sign of life after which a worker is taken for dead; it gives one every ten."""

_STALLED = """
select j.id, j.attempts < %(tries)s and not exists (
  select from procrastinate_jobs o where o.status = 'todo' and o.queueing_lock = j.queueing_lock)
from procrastinate_jobs j left join procrastinate_workers w on w.id = j.worker_id
where j.status = 'doing'
  and coalesce(w.last_heartbeat, '-infinity') < now() - %(silent)s * interval '1 second'
for update of j skip locked
"""
_PURGE = """
delete from procrastinate_jobs where id in (
  select j.id from procrastinate_jobs j join procrastinate_events e on e.job_id = j.id
  where j.status in ('succeeded', 'failed', 'cancelled', 'aborted') group by j.id, j.status
  having max(e.at) < now() - interval '1 day' *
    case j.status when 'succeeded' then %(succeeded)s else %(else)s end)
"""


@job("notify.email")
def email(user: str) -> None:
    email_news(to=uuid.UUID(user))


@job("membership.change")
def change_membership(change: str) -> None:
    from tettpaa.workflows import staff

    staff.carry_out(uuid.UUID(change))


@job("membership.confirm", every="0 4 * * *")
def confirm_memberships() -> None:
    from tettpaa.workflows import confirmation

    confirmation.follow(by=system())


@job("intake.replay")
def replay(by: str) -> None:
    from tettpaa.intake import actions

    actions.replay(by=User.objects.get(id=by))


@job("consent.warn", every="0 6 * * *")
def warn_of_ends() -> None:
    consent.warn(by=system())


@job("cases.quits", every="35 * * * *")
def follow_quits() -> None:
    from tettpaa.workflows import quits

    quits.follow(by=system())


@job("baton.climb", every="*/5 * * * *")
def climb_ladders() -> None:
    climb()


@job("identification.nightly", every="15 1 * * *")
def identify() -> None:
    # Not above: the web server knows the handlers too, and would load the columnar engine for nothing.
    from tettpaa.workflows import react
    from tettpaa.workflows.identify import identify_now

    identify_now(by=system(), as_of=clock.today())
    react.join_new(by=system())


@job("insight.roll_up", every="45 1 * * *")
def roll_up() -> None:
    insight.roll_up(by=system())


@job("access.recompute", every="30 2 * * *")
def recompute() -> None:
    """Access rows are kept in the transactions that change them, so that this finds nothing to mend."""
    if changed := refresh():
        log.error("access rows were not as they should be: %d mended", changed)


@job("audit.seal", every="* * * * *")
def seal_events() -> None:
    seal(clock.now() - LATE)


@job("audit.seal_all", every="15 3 * * *")
def seal_what_is_left() -> None:
    """What an import or a restore brought in with an old date."""
    seal()


@job("oversight.unusual", every="20 * * * *")
def find_unusual_access() -> None:
    find()


@job("queue.requeue", every="*/2 * * * *")
def requeue() -> None:
    """Jobs whose worker died over them go back into the queue, unless they seem to be what killed it."""
    with connection.cursor() as cursor:
        cursor.execute(_STALLED, {"tries": TRIES, "silent": SILENT})
        for number, again in cursor.fetchall():
            if again:
                cursor.execute("select procrastinate_retry_job_v2(%s, now(), null, null, null)", [number])
            else:
                cursor.execute("select procrastinate_finish_job_v1(%s, 'failed', false)", [number])


@job("queue.purge", every="45 2 * * *")
def purge() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_PURGE, KEPT)
        cursor.execute("delete from queue_failure where at < now() - %(else)s * interval '1 day'", KEPT)
