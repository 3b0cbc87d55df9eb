"""What a team decides becomes a measure in the young person's plan, with who is responsible until when."""

import uuid
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tettpaa.accounts.models import User
from tettpaa.cases.access import Matter
from tettpaa.cases.plan import actions as plans
from tettpaa.cases.plan import queries as plan_queries
from tettpaa.cases.queries.places import place_of
from tettpaa.cases.states import About
from tettpaa.consent.queries import agreed
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.measures.models import Measure
from tettpaa.meetings import actions as meetings
from tettpaa.meetings import queries
from tettpaa.organisations.models import Unit

OFFER = "team_decision"
"""What the catalogue calls something that a team agreed on and has no entry of its own for."""
BY_CONSENT = "consent"


def responsible(talk: queries.Talk, person: uuid.UUID, *, viewer: User) -> dict[User, Unit]:
    """Who can be given what is decided: those on the ladder at the unit of the plan, or of the plan to be, and those in
    the team from a unit that there is consent to share with. Those in the team first.
    """
    home = _home(person, viewer)
    seated = {one.user_id: one.unit for one in talk.seats}
    outside = {unit.id: unit for unit in seated.values() if unit.id != home.id}
    units = {home.id: home} | {key: outside[key] for key in agreed(person, outside)}
    found = plan_queries.responsible_at(units, person, viewer=viewer)
    kept = {user: units[unit] for user, unit in found.items() if unit == home.id or user.id in seated}
    return dict(sorted(kept.items(), key=lambda one: one[0].id not in seated))


def _home(person: uuid.UUID, viewer: User) -> Unit:
    plan = plan_queries.of_person(person, viewer=viewer)
    return plan.unit if plan else place_of(Matter(About.PERSON, person), viewer).unit


@transaction.atomic
def decide(
    *, by: User, meeting: uuid.UUID, item: uuid.UUID, title: str, aim: str, code: str, who: uuid.UUID, due: date,
    request_key: uuid.UUID,
) -> Measure:  # fmt: skip
    """Begins a plan if there is none. The key once. InputError for who can't have it."""
    talk = queries.talk(meeting, item, viewer=by)
    if talk.line.item is None:
        raise InputError(_("Beslutninger skrives av dem som kan vite hvem saken gjelder."), column="title")
    if before := Measure.objects.filter(added_by=by, request_key=request_key).first():
        return before
    plan = plans.open_plan(by=by, person=talk.line.item.person_id)
    among = responsible(talk, plan.person_id, viewer=by)
    user = next((one for one in among if one.id == who), None)
    if user is None:
        raise InputError(_("Velg en som kan ha ansvaret."), column="who")
    unit = among[user]
    made = plans.add_measure(
        by=by, plan=plan.id, responsible=user, unit=unit.id, evaluate_on=due, request_key=request_key, code=code,
        title=title, aim=aim.strip() or title, first=clock.today(), last=due, pays="free", parts=[], goals=[],
        ground=BY_CONSENT if unit.id != plan.unit_id else "",
    )  # fmt: skip
    meetings.decided(by=by, item=item, measure=made.id)
    return made
