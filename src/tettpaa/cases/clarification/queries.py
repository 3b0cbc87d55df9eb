"""One talk, what waits, and whose place ended without one."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from tettpaa.access import reads
from tettpaa.access.decide import decide
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.baton import queries as batons
from tettpaa.baton.models import Baton
from tettpaa.cases.clarification import rules
from tettpaa.cases.clarification.access import KIND
from tettpaa.cases.clarification.models import Clarification
from tettpaa.cases.clarification.rules import Item
from tettpaa.cases.queries.lists import InboxRow
from tettpaa.cases.states import Verb
from tettpaa.kit import clock
from tettpaa.organisations.models import Unit
from tettpaa.pathway.models import YoungPerson


@dataclass(frozen=True)
class Detail:
    """What the page shows; ``required`` are the codes of who must be there. ``baton`` None: none that one may see."""

    talk: Clarification
    baton: Baton | None
    attendees: list[Item]
    required: set[str]
    checks: list[Item]
    outcomes: list[Item]
    may_write: bool

    @property
    def outcome(self) -> str:
        return next((str(one.label) for one in self.outcomes if one.code == self.talk.outcome), "")


def talk(key: uuid.UUID, *, viewer: User) -> Detail:
    """Clarification.DoesNotExist for whoever may not see it."""
    row = Clarification.objects.select_related("person", "unit", "opened_by", "written_by").get(id=key)
    reads.note([row.person_id], Topic.BASIC | Topic.CONCERNS)
    on = row.opened_at.astimezone(clock.OSLO).date()
    required = {one.code for one in rules.required(on, minor(row.person))}
    return Detail(
        row, batons.of((KIND, row.id), viewer=viewer), rules.attendees(on), required, rules.checks(on),
        rules.outcomes(on), bool(decide(viewer, "clarification.write", row)),
    )  # fmt: skip


def for_inbox(*, viewer: User) -> list[InboxRow]:
    """What the viewer has to see to; asked of the database only if there is any."""
    held = {one.subject_id: one for one in batons.mine(viewer=viewer) if one.subject_kind == KIND}
    if not held:
        return []
    rows = list(
        Clarification.objects.filter(id__in=held).select_related("person").order_by("opened_at", "id")
    )
    reads.note([row.person_id for row in rows], Topic.BASIC | Topic.CONCERNS)
    return [_row(row, held[row.id], viewer) for row in rows]


def _row(row: Clarification, baton: Baton, viewer: User) -> InboxRow:
    offered = baton.offered_to_id == viewer.id
    due = baton.offer_due if offered else baton.due
    return InboxRow(
        row.id, row.person_id, row.person.name, "", _("Hold avklaringssamtale før noen bestemmer seg for å slutte."),
        due, due < clock.today(), row.state, Verb.DECIDE, baton.urgent, offered, None, KIND,
    )  # fmt: skip


def minor(person: YoungPerson) -> bool:
    """Under 18 today; one whose age nobody knows is reckoned as such: guardians are asked for once too often."""
    if person.born is None:
        return True
    today = clock.today()
    return (
        today.year - person.born.year - ((today.month, today.day) < (person.born.month, person.born.day)) < 18
    )


@dataclass(frozen=True)
class Left:
    """A place that ended without completion and without a talk; ``key`` is the same each time it is found."""

    person: uuid.UUID
    unit: Unit
    last: date
    key: uuid.UUID


_LEFT = """
select e.person_id, e.unit_id, e.first, max(e.last) as last from pathway_enrolment e
join pathway_youngperson y on y.id = e.person_id and y.merged_into_id is null
where e.last between %(since)s and %(yesterday)s
  and (lower(e.reason) = any(%(quit)s)
    or (extract(month from e.last) not in (6, 7) and lower(e.reason) <> all(%(other)s)))
  and not exists (select from pathway_enrolment n where n.person_id = e.person_id
    and (n.last is null or n.last > e.last) and n.id <> e.id)
  and not exists (select from cases_clarification c where c.person_id = e.person_id and c.state = 'decided'
    and (c.decided_at at time zone 'Europe/Oslo')::date >= e.last - %(before)s)
  and not exists (select from cases_clarification c where c.person_id = e.person_id and c.state = 'open')
group by e.person_id, e.unit_id, e.first order by e.person_id
"""


def left_without_talk(*, viewer: User) -> list[Left]:
    """As the system: whose place ended lately, for no known reason but quitting, and who goes nowhere since."""
    today = clock.today()
    quits, other = rules.reasons(today)
    with connection.cursor() as cursor:
        cursor.execute(
            _LEFT,
            {
                "since": today - timedelta(days=rules.RECENT), "yesterday": today - timedelta(days=1), "quit": quits,
                "other": other, "before": rules.BEFORE,
            },
        )  # fmt: skip
        rows = cursor.fetchall()
    units = Unit.objects.in_bulk({row[1] for row in rows})
    return [
        Left(person, units[unit], last, uuid.uuid5(person, f"{unit} {first}"))
        for person, unit, first, last in rows
    ]
