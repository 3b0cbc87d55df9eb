"""More life than the demo has, the same for each size of the county: at every school concerns and a team that meets,
and a year of log.
"""

import uuid
from datetime import timedelta
from typing import Any

import psycopg

from tettpaa.kit import clock

AT_A_SCHOOL = 12
"""Concerns under way: about one for every forty young people."""
EVENTS_EACH = 400
"""Lines of the audit log for each of the staff."""
ON_THE_AGENDA = 6
"""Young people whom each school's team talked of last time, decided something for, and talks of again."""
WORDS = "Borte oftere enn før, og vil ikke si hvorfor."
_KEYS = uuid.UUID("4f3c2a31-7a5e-4c86-9d0b-6f1f5f5f2c11")

# Each contact teacher has the first pupils of the class; the schools' classes take turns.
_WORRIES = """
with pupils as (
  select m.unit_id, m.group_id, m.user_id as teacher, e.person_id as person,
    row_number() over (partition by m.group_id order by e.person_id) as place
  from accounts_membership m join pathway_enrolment e on e.group_id = m.group_id
  where m.role = 'contact_teacher' and e.first <= %(today)s and (e.last is null or e.last >= %(today)s)
    and m.first <= %(today)s and (m.last is null or m.last >= %(today)s))
select teacher, person from (
  select *, row_number() over (partition by unit_id order by place, group_id) as nth from pupils) p
where nth <= %(each)s order by person
"""
# As pages write them: when somebody looked at a person or searched, over the year until today.
_LOG = """
insert into audit_event (id, at, actor_id, verb, subject_kind, subject_id, request_id, details)
select gen_random_uuid(), %(now)s - n * interval '1 day' - random() * interval '1 hour', u.id,
  case when n %% 10 = 0 then 'person.searched' else 'person.read' end, 'person', null, '', '{}'
from accounts_user u, generate_series(1, %(each)s) n where u.kind = 'staff'
"""


def live(url: str) -> None:
    """As the owner; the concerns and the log once in a database."""
    _refresh()
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("select 1 from cases_statement where words = %s limit 1", [WORDS]).fetchone():
            return
        asked = {"today": clock.today(), "each": AT_A_SCHOOL}
        worries = connection.execute(_WORRIES, asked).fetchall()
    _say(worries)
    _meet()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_LOG, {"now": clock.now(), "each": EVENTS_EACH})
        connection.execute("vacuum analyze")


def _refresh() -> None:
    """As every night: a county that is kept may have been made when rights were others."""
    from tettpaa.access.acting import acting_as
    from tettpaa.access.refresh import refresh
    from tettpaa.accounts.queries import SYSTEM

    with acting_as(SYSTEM, "tettpaa_system"):
        refresh()


def _say(worries: list[tuple[uuid.UUID, uuid.UUID]]) -> None:
    """Over the last two weeks; a third is being followed up by the one who has it, a third has been seen."""
    from tettpaa.access.acting import acting_as
    from tettpaa.accounts.models import User
    from tettpaa.accounts.queries import SYSTEM, system
    from tettpaa.baton.models import Baton
    from tettpaa.cases.access import Matter
    from tettpaa.cases.models import Concern
    from tettpaa.cases.states import About, Decision
    from tettpaa.insight.actions import roll_up
    from tettpaa.workflows import concerns

    people = {user.id: user for user in User.objects.filter(id__in={teacher for teacher, _ in worries})}
    for nth, (teacher, person) in enumerate(worries):
        day = clock.today() - timedelta(days=nth % 14)
        with clock.frozen(day):
            with acting_as(teacher):
                said = concerns.raise_concern(
                    by=people[teacher], matter=Matter(About.PERSON, person), urgency="this_week", duty="other",
                    words=WORDS, request_key=uuid.uuid5(_KEYS, str(person)),
                ).concern  # fmt: skip
            if nth % 3 == 0:
                continue
            holder = Baton.objects.select_related("holder").get(subject_id=said, closed_at=None).holder
            with acting_as(holder.id):
                concerns.see(by=holder, concern=said, version=Concern.objects.get(id=said).version)
                if nth % 3 == 2:
                    concerns.decide(
                        by=holder, concern=said, version=Concern.objects.get(id=said).version,
                        decision=Decision.FOLLOW_UP, reason="Samtale denne uka.",
                        follow_up=clock.today() + timedelta(7),
                    )  # fmt: skip
    with acting_as(SYSTEM, "tettpaa_system"):
        roll_up(by=system())


def _meet() -> None:
    """A meeting two weeks ago, where minutes were written and something decided for each; and one tomorrow."""
    from tettpaa.access.acting import acting_as
    from tettpaa.accounts.queries import current_memberships
    from tettpaa.meetings import actions

    rows = current_memberships().filter(role="counsellor").select_related("user").order_by("-id")
    for unit, by in {row.unit_id: row.user for row in rows}.items():
        people = _talked_of(unit)
        key = {name: uuid.uuid5(_KEYS, f"{name} {unit}") for name in ("team", "last", "next")}
        with acting_as(by.id):
            with clock.frozen(clock.today() - timedelta(days=14)):
                team = actions.begin(by=by, unit=unit, name="Ressursteam", request_key=key["team"])
                last = _agenda(by, team.id, people, key["last"])
                for item in last.items.all():
                    _talk(by, last.id, item.id)
                actions.hold(by=by, meeting=last.id, version=last.version)
            _agenda(by, team.id, people, key["next"])


def _talked_of(unit: uuid.UUID) -> list[uuid.UUID]:
    from tettpaa.cases.models import Statement

    found = Statement.objects.filter(words=WORDS, concern__unit_id=unit).order_by("concern_id")
    return list(found.values_list("concern__person_id", flat=True)[:ON_THE_AGENDA])


def _agenda(by: Any, team: uuid.UUID, people: list[uuid.UUID], key: uuid.UUID) -> Any:
    from tettpaa.meetings import actions

    row = actions.call(
        by=by, team=team, starts=clock.now() + timedelta(days=1), minutes=60, place="", request_key=key
    )
    for person in people:
        told = {"summary": "Borte oftere enn før", "request_key": uuid.uuid5(key, str(person))}
        actions.put(by=by, team=team, person=person, **told)
    return row


def _talk(by: Any, meeting: uuid.UUID, item: uuid.UUID) -> None:
    from tettpaa.meetings import actions
    from tettpaa.workflows import meetings

    actions.write(by=by, item=item, part="", words=WORDS, version=0)
    meetings.decide(
        by=by, meeting=meeting, item=item, title="Ringe hjem på mandag", aim="", code=meetings.OFFER, who=by.id,
        due=clock.today() + timedelta(days=21), request_key=uuid.uuid5(_KEYS, f"decided {item}"),
    )  # fmt: skip
