"""Who sees a concern and what is tied to it, and who may do what with it.

In the database, so that a forgotten check shows nothing:

- about a young person: who may see its topic of them (concerns; school environment), and who holds its baton
  or is asked to take it. Sight that comes with another baton does not count: one concern handed to NAV does
  not show the rest.
- about a class or a routine: at its unit, who said it and who leads there; and its holder.
- never a guardian or the young person when it is hidden, whatever else they are.
- what was said: its author always, and who sees the concern. Receipts: the one they are for.
"""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, permission
from tettpaa.access.install import definer
from tettpaa.access.queries import topics_of
from tettpaa.access.rows import ME, TODAY, Rows, declare, sees
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User, UserKind
from tettpaa.accounts.queries import current_memberships
from tettpaa.accounts.roles import leading
from tettpaa.baton import queries as batons
from tettpaa.cases.models import Concern
from tettpaa.cases.states import TRANSITIONS, About, State, Verb, illegal
from tettpaa.kit import clock
from tettpaa.pathway.access import family
from tettpaa.pathway.models import Enrolment
from tettpaa.pathway.protection import protections
from tettpaa.pathway.queries import family_of

KIND = "concern"
"""What batons, messages and audit events call the subject."""

_HOLDS = f"cases_concern.id in (select baton_mine('{KIND}'))"
_BY_TOPIC = sees("cases_concern.person_id", "cases_concern.topic", also="a.ground <> 'baton'")
_MEMBER = (
    f"exists (select 1 from accounts_membership m where m.user_id = {ME} "
    f"and m.unit_id = cases_concern.unit_id and m.first <= {TODAY} "
    f"and (m.last is null or m.last >= {TODAY}){{}})"
)
_LEADS = ", ".join(f"'{role}'" for role in leading())
_AT_UNIT = "cases_concern.person_id is null and " + _MEMBER.format(
    f" and (m.role in ({_LEADS}) or cases_concern.raised_by_id = m.user_id)"
)
_KEPT_OUT = f"cases_concern.hidden_ground <> '' and {family('cases_concern.person_id')}"
_CONCERN = f"(({_BY_TOPIC}) or ({_HOLDS}) or ({_AT_UNIT})) and not ({_KEPT_OUT})"
_GOES_THERE = (
    "exists (select 1 from pathway_enrolment e where e.unit_id = cases_concern.unit_id "
    f"and e.first <= {TODAY} and (e.last is null or e.last >= {TODAY}))"
)
_MAY_RAISE = (
    f"raised_by_id = {ME} and state = 'raised' and ({sees('cases_concern.person_id', Topic.BASIC)} "
    f"or (cases_concern.person_id is null and ({_MEMBER.format('')} or {_GOES_THERE})))"
)


def _visible(table: str) -> str:
    return f"exists (select 1 from cases_concern c where c.id = {table}.concern_id)"


# Who raises a concern may be one who can't see it afterwards.
definer(
    """create or replace function concern_raised_by_me(concern uuid) returns boolean
       language sql stable security definer set search_path = public, pg_temp as $$
       select exists (
         select 1 from cases_concern c where c.id = concern and c.raised_by_id = app_uid()) $$""",
    "concern_raised_by_me(uuid)",
)

declare(
    Rows("cases.Concern", select=_CONCERN, insert=_MAY_RAISE, update=_CONCERN, fixed=("hidden_ground",)),
    Rows(
        "cases.Statement",
        select=f"author_id = {ME} or {_visible('cases_statement')}",
        insert=f"author_id = {ME} and (concern_raised_by_me(concern_id) or {_visible('cases_statement')})",
    ),
    # Sight that comes with a baton is of what was said, not of what was marked.
    Rows(
        "cases.RestrictedWords",
        select="exists (select 1 from cases_statement s where s.id = cases_restrictedwords.statement_id "
        f"and (s.author_id = {ME} or {sees('cases_restrictedwords.person_id', 'cases_restrictedwords.topic')}))",
        insert="exists (select 1 from cases_statement s where s.id = cases_restrictedwords.statement_id "
        f"and s.author_id = {ME} and s.topic = cases_restrictedwords.topic "
        "and s.person_id = cases_restrictedwords.person_id)",
    ),
    Rows(
        "cases.Step",
        select=_visible("cases_step"),
        insert=f"by_id = {ME} and {_visible('cases_step')}",
    ),
    Rows(
        "cases.Receipt",
        select=f"to_id = {ME}",
        insert="exists (select 1 from cases_statement s where s.id = cases_receipt.statement_id "
        "and s.author_id = cases_receipt.to_id)",
    ),
    Rows(
        "cases.DutyReport",
        select=f"by_id = {ME}",
        insert=f"by_id = {ME} and {sees('cases_dutyreport.person_id', Topic.BASIC)}",
    ),
)


@dataclass(frozen=True)
class Matter:
    """What somebody wants to say something about: the id of a young person, a class or a unit."""

    about: About
    id: uuid.UUID


@permission("concern.raise")
def may_raise(viewer: User, matter: Matter) -> Decision:
    """About a young person: who may know them. About a class or a unit: who works there or goes there."""
    if viewer.kind == UserKind.SYSTEM:
        return Decision(True, _("Systemet sier fra om det som er registrert."))
    if matter.about == About.PERSON:
        if topics_of(matter.id, viewer=viewer):
            return Decision(True, _("Du kjenner ungdommen."))
        return Decision(False, _("Du kan si fra om ungdommer du arbeider med eller er foresatt for."))
    places = {"group_id": matter.id} if matter.about == About.CLASS else {"unit_id": matter.id}
    goes = Enrolment.objects.filter(**places).exists()
    works = current_memberships().filter(user=viewer)
    works = (
        works.filter(unit__groups=matter.id)
        if matter.about == About.CLASS
        else works.filter(unit_id=matter.id)
    )
    if works.exists() or goes:
        return Decision(True, _("Du hører til der."))
    return Decision(False, _("Du kan si fra om klasser og rutiner der du selv hører til."))


@permission("concern.read")
def may_read(viewer: User, concern: Concern) -> Decision:
    """The database has already decided: what the viewer can load, they may read."""
    if Concern.objects.filter(id=concern.id).exists():
        return Decision(True, _("Du har eller kan få ansvar for uroen."))
    return Decision(False, _("Du har ikke tilgang til uroen."))


def _by_the_holder(viewer: User, concern: Concern, verb: Verb) -> Decision:
    if (State(concern.state), verb) not in TRANSITIONS:
        return Decision(False, illegal(concern.state))
    baton = batons.of((KIND, concern.id), viewer=viewer)
    if baton is None:
        return Decision(False, _("Ingen har uroen lenger."))
    if baton.holder_id != viewer.id:
        return Decision(False, _("Det er %(name)s som har den.") % {"name": baton.holder.name})
    return Decision(True, _("Du har den."))


@permission("concern.see")
def may_see(viewer: User, concern: Concern) -> Decision:
    """The holder confirms that it is seen."""
    return _by_the_holder(viewer, concern, Verb.SEE)


@permission("concern.decide")
def may_decide(viewer: User, concern: Concern) -> Decision:
    """The holder decides what happens, also while somebody else is asked to take it."""
    return _by_the_holder(viewer, concern, Verb.DECIDE)


@permission("concern.pass_on")
def may_pass_on(viewer: User, concern: Concern) -> Decision:
    return _by_the_holder(viewer, concern, Verb.PASS_ON)


@permission("concern.close")
def may_close(viewer: User, concern: Concern) -> Decision:
    return _by_the_holder(viewer, concern, Verb.CLOSE)


@permission("concern.reopen")
def may_reopen(viewer: User, concern: Concern) -> Decision:
    """The one who closed it may undo that, the same day."""
    if concern.state != State.CLOSED or concern.closed_by_id != viewer.id:
        return Decision(False, _("Bare den som avsluttet, kan åpne igjen."))
    if concern.closed_at.astimezone(clock.OSLO).date() != clock.today():
        return Decision(False, _("Det kan bare åpnes igjen samme dag. Si heller fra på nytt."))
    return Decision(True, _("Du avsluttet den i dag."))


@permission("concern.answer")
def may_answer(viewer: User, concern: Concern) -> Decision:
    """The one who is asked says yes or no."""
    baton = batons.of((KIND, concern.id), viewer=viewer)
    if baton is not None and baton.offered_to_id == viewer.id:
        return Decision(True, _("Du er spurt om å ta imot."))
    return Decision(False, _("Det er ikke du som er spurt."))


@permission("concern.join")
def may_join(viewer: User, concern: Concern) -> Decision:
    """Who sees an open concern may add to it."""
    if concern.state == State.CLOSED:
        return Decision(False, _("Uroen er avsluttet."))
    return may_read(viewer, concern)


def may_leave(row: Concern) -> bool:
    """Whether another unit may be told of it: not of one whose address is strictly protected."""
    level = row.person.protection if row.person else ""
    return not level or protections()[level].leaves


def related(user: User, person: uuid.UUID | None) -> bool:
    """Whether the user is the young person or a guardian: never holder then (forvaltningsloven § 6)."""
    return person is not None and (user.person_id == person or user.id in family_of(person))
