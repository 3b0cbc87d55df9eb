"""The plan of a young person as the viewer may see it, and whom a measure can be given to."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from tettpaa.access import reads
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import current_memberships
from tettpaa.baton import queries as batons
from tettpaa.baton.models import Baton
from tettpaa.baton.rules import step_codes
from tettpaa.cases.access import may_leave
from tettpaa.cases.plan.access import KIND
from tettpaa.cases.plan.models import Agreement, Goal, Plan
from tettpaa.cases.queries.lists import InboxRow
from tettpaa.cases.states import Verb
from tettpaa.kit import clock
from tettpaa.measures import queries as measures
from tettpaa.measures.access import KIND as MEASURE
from tettpaa.measures.models import Measure
from tettpaa.organisations.models import Unit
from tettpaa.pathway import queries as pathway
from tettpaa.pathway.models import AbsenceWeek
from tettpaa.pathway.queries import family_of

RECEIVERS = ("school", "nav_office", "follow_up_service", "training_office", "ppt_office", "health_station")
"""Kinds of unit that a measure can be given to."""


@dataclass(frozen=True)
class Detail:
    """What the page shows. ``goals``: what stands, the young person's own first; ``stood``: when it last changed;
    ``agreed``: each name's latest, with whether it is to the plan as it stands."""

    plan: Plan
    goals: list[Goal]
    measures: list[measures.Told]
    agreed: list[tuple[Agreement, bool]]
    stood: datetime
    absence: list[AbsenceWeek]
    batons: dict[uuid.UUID, Baton]


def plan(plan_id: uuid.UUID, *, viewer: User, since: date | None = None) -> Detail:
    """Plan.DoesNotExist for whoever may not see it. ``since``: with weeks of absence from then on."""
    row = Plan.objects.select_related("person", "unit", "opened_by").get(id=plan_id)
    reads.note([row.person_id], Topic.BASIC | Topic.CONCERNS)
    written = list(Goal.objects.filter(plan=row).select_related("by"))
    found = measures.of_subject(KIND, row.id, viewer=viewer)
    stood = max([row.opened_at, *(one.at for one in written), *(one.measure.added_at for one in found)])
    absence = (
        pathway.absence_weeks(row.person_id, since, clock.today(), viewer=viewer) if since and found else []
    )
    held = batons.of_many(MEASURE, [one.measure.id for one in found], viewer=viewer) if found else {}
    return Detail(row, standing(written), found, _agreed(row, stood), stood, absence, held)


def one(plan_id: uuid.UUID, *, viewer: User) -> Plan:
    """The plan itself, without what is in it. Plan.DoesNotExist for whoever may not see it."""
    row = Plan.objects.select_related("person", "unit").get(id=plan_id)
    reads.note([row.person_id], Topic.BASIC | Topic.CONCERNS)
    return row


def of_person(person: uuid.UUID, *, viewer: User) -> Plan | None:
    """The person's plan; None if there is none that the viewer may see."""
    return Plan.objects.filter(person_id=person).select_related("unit").first()


def standing(written: Iterable[Goal]) -> list[Goal]:
    """Of all versions, the last of each goal that is one still; the young person's own first."""
    last: dict[uuid.UUID, Goal] = {}
    for goal in written:
        if goal.line not in last or goal.version > last[goal.line].version:
            last[goal.line] = goal
    kept = (goal for goal in last.values() if not goal.dropped)
    return sorted(kept, key=lambda goal: (not goal.own, goal.at, str(goal.id)))


def goal(line: uuid.UUID, *, viewer: User) -> list[Goal]:
    """Every version of it, the latest first."""
    return list(Goal.objects.filter(line=line).select_related("by", "plan").order_by("-version"))


def units_for(row: Plan, *, viewer: User) -> list[Unit]:
    """Where a measure can be done: the plan's unit first; only that, when the address is strictly protected."""
    if not may_leave(row):
        return [row.unit]
    found = Unit.objects.filter(kind__in=RECEIVERS).exclude(id=row.unit_id).order_by("kind", "name_key")
    return [row.unit, *found]


def responsible_at(units: Iterable[uuid.UUID], person: uuid.UUID, *, viewer: User) -> dict[User, uuid.UUID]:
    """Who can have a measure at one of them, by name, and where: those on the ladder, but close family."""
    found = (
        current_memberships().filter(unit_id__in=list(units), role__in=step_codes()).select_related("user")
    )
    users: dict[User, uuid.UUID] = {}
    for one in found.order_by("user__name_key", "user_id", "unit_id"):
        users.setdefault(one.user, one.unit_id)
    family = family_of(person)
    return {user: unit for user, unit in users.items() if user.id not in family}


def needs_ground(row: Plan, unit: Unit, *, viewer: User) -> bool:
    """Whether it must be said what makes it lawful: towards any unit but the plan's own."""
    return unit.id != row.unit_id


def for_inbox(*, viewer: User) -> list[InboxRow]:
    """Measures that the viewer has to evaluate or is asked to take; asked of the database only if there are any."""
    held = {one.subject_id: one for one in batons.mine(viewer=viewer) if one.subject_kind == MEASURE}
    rows = measures.some(held, viewer=viewer) if held else []
    return [_waits(row, held[row.id], viewer) for row in rows]


def _waits(row: Measure, baton: Baton, viewer: User) -> InboxRow:
    offered = baton.offered_to_id == viewer.id
    due = baton.offer_due if offered else baton.due
    said = _("Tiltak som skal evalueres: %(title)s") % {"title": row.title}
    return InboxRow(
        row.id, row.person_id, row.person.name, "", said, due, due < clock.today(), row.state, Verb.DECIDE,
        baton.urgent, offered, None, MEASURE,
    )  # fmt: skip


def _agreed(row: Plan, stood: datetime) -> list[tuple[Agreement, bool]]:
    last = {one.name: one for one in row.agreements.select_related("by")}
    return [(one, one.stood >= stood) for one in last.values()]
