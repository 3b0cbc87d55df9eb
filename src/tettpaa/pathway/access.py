"""Who sees a young person: by what they are at the person's school or class, as guardian, as the person."""

import uuid
from importlib.resources import files
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, by_role, permission
from tettpaa.access.install import definer
from tettpaa.access.permissions import sql_roles
from tettpaa.access.queries import topics_of
from tettpaa.access.rows import ME, NOW, TODAY, Ground, Rows, Veil, declare, sees
from tettpaa.access.topics import Topic, topics
from tettpaa.accounts.models import User, UserKind
from tettpaa.accounts.queries import current_memberships
from tettpaa.accounts.roles import leading, relatives, roles
from tettpaa.kit import clock
from tettpaa.pathway.emergencies import terms
from tettpaa.pathway.models import Emergency, Enrolment
from tettpaa.pathway.protection import protections

_BASIC = sees("person_id", Topic.BASIC)
_WHEREABOUTS = sees("person_id", Topic.WHEREABOUTS)
_ABSENCE = sees("person_id", Topic.ABSENCE)
_RESULTS = sees("person_id", Topic.RESULTS)

_ROLES = ", ".join(
    f"('{role.code}', '{role.over}', {int(topics(role.topics))})"
    for role in roles().values()
    if role.over != "nobody"
)


def family(person: str) -> str:
    """SQL: the user is the person in that column, or a guardian; false where there is nobody in it."""
    return f"({person} in (select pathway_family())) is true"


_TOGETHER = "(m.last is null or m.last >= e.first) and (e.last is null or e.last >= m.first)"


def _works_with(over: str, link: str) -> str:
    return (
        f"select m.user_id, e.person_id, m.id as source_id, max(r.topics) as topics, "
        f"greatest(m.first, e.first) as first, "
        f"nullif(max(coalesce(least(m.last, e.last), 'infinity')), 'infinity') as last "
        f"from accounts_membership m join (values {_ROLES}) r(role, over, topics) on r.role = m.role "
        f"and r.over = '{over}' join pathway_enrolment e on {link} and {_TOGETHER} "
        f"group by m.user_id, e.person_id, m.id, greatest(m.first, e.first)"
    )


_ME_LEADING = (
    f"exists (select 1 from accounts_membership m where m.user_id = {ME} and m.unit_id = pathway_emergency.unit_id "
    f"and m.role in ({', '.join(repr(role) for role in leading())}) and m.first <= {TODAY} "
    f"and (m.last is null or m.last >= {TODAY}))"
)
_MINE = f"person_id = (select u.person_id from accounts_user u where u.id = {ME})"


def _hidden() -> str:
    """SQL on a ground ``w`` and its person's level: the bits that address protection takes."""
    levels = ""
    for one in protections().values():
        keepers = ", ".join(f"'{role}'" for role in one.seen_by)
        keeps = (
            f"w.ground = 'self' or {one.family} and w.ground = 'guardian' or w.ground in ('group', 'unit') and exists ("
            f"select from accounts_membership m where m.id = w.source_id and m.role in ({keepers}))"
        )
        levels += f" when '{one.level}' then case when {keeps} then 0 else {one.hides:d} end"
    # A level that nobody described hides all but who it is.
    return f"case v.level{levels} else {~Topic.BASIC & sum(Topic):d} end"


declare(
    Veil(
        "protection",
        "select id as person_id, protection as level from pathway_youngperson where protection <> ''",
        _hidden(),
    ),
    Rows(
        "pathway.YoungPerson",
        select=sees("pathway_youngperson.id", Topic.BASIC),
        update=sees("pathway_youngperson.id", Topic.BASIC),
        loader=True,
        fixed=("born", "identity_cipher", "identity_key_id", "merged_into_id", "protection"),
    ),
    # Who opened it, who leads there, the young person, and who sees concerns of them.
    Rows(
        "pathway.Emergency",
        select=f"user_id = {ME} or {_ME_LEADING} or {_MINE} or {sees('person_id', Topic.CONCERNS)}",
        insert=f"user_id = {ME} and opened_at = {NOW} and ended_at is null and length(reason) >= {terms().reason} "
        f"and until <= {NOW} + interval '{terms().longest} hours' and (person_id, unit_id) in "
        "(select f.person_id, f.unit_id from pathway_emergency_at(array[pathway_emergency.person_id]) f)",
        update=f"user_id = {ME} or {_ME_LEADING}",
        fixed=("user_id", "person_id", "unit_id", "reason", "opened_at", "until"),
    ),
    Rows("pathway.PersonKey", loader=True),
    Rows("pathway.Guardian", select=_BASIC, loader=True),
    Rows(
        "pathway.ContactPoint",
        select=_WHEREABOUTS,
        insert=_WHEREABOUTS,
        update=_WHEREABOUTS,
        loader=True,
        fixed=("person_id", "guardian_id"),
    ),
    Rows("pathway.Enrolment", select=_WHEREABOUTS, loader=True),
    Rows("pathway.FormerEnrolment", loader=True),
    Rows("pathway.FactOrigin", select="true", loader=True, open=True),
    Rows("pathway.ScheduleWeek", select="true", loader=True, open=True),
    Rows("pathway.Absence", select=_ABSENCE, loader=True),
    Rows("pathway.AbsenceWeek", select=_ABSENCE, loader=True),
    Rows("pathway.Result", select=_RESULTS, loader=True),
    Rows("pathway.Score", select=_RESULTS, loader=True),
    Rows("pathway.FactEvent", select=_ABSENCE, loader=True),
    # To report and evaluate by, over many people: no page shows them about one.
    Rows("pathway.Tag", loader=True),
    Rows("pathway.Outcome", loader=True),
    Rows("pathway.Merge"),
    Ground(
        "emergency",
        "select user_id, person_id, id as source_id, "
        f"{terms().topics:d} as topics, (opened_at at time zone 'Europe/Oslo')::date as first, null::date as last, "
        "least(until, ended_at) as until from pathway_emergency",
        "fordi du har åpnet nødtilgang",
        timed=True,
    ),
    Ground("group", _works_with("group", "e.group_id = m.group_id"), "fordi du er {role} i {where}"),
    Ground("unit", _works_with("unit", "e.unit_id = m.unit_id"), "fordi du er {role} ved {where}"),
    Ground(
        "guardian",
        "select g.user_id, g.person_id, g.id as source_id, "
        f"{int(topics(relatives()['guardian'].topics))} as topics, date '1900-01-01' as first, "
        "(p.born + interval '18 years' - interval '1 day')::date as last from pathway_guardian g "
        "join pathway_youngperson p on p.id = g.person_id "
        "where g.user_id is not null and p.born is not null",  # of unknown age is not known to be a child
        "fordi du er foresatt",
    ),
)

# Without the policies of the tables it reads: they would be planned again inside each policy that asks for it.
definer(
    """create or replace function pathway_family() returns setof uuid
       language sql stable security definer set search_path = public, pg_temp as $$
       select g.person_id from pathway_guardian g where g.user_id = app_uid()
       union all select u.person_id from accounts_user u where u.id = app_uid() and u.person_id is not null $$""",
    "pathway_family()",
)
_SQL = files("tettpaa.pathway").joinpath("sql")
definer(
    _SQL.joinpath("search.sql").read_text().replace(":finders", sql_roles("person.find")),
    "pathway_search(text, text, uuid[])",
)
# The functions of the second file are the first's too.
definer(_SQL.joinpath("unmerge.sql").read_text(), "pathway_unmerge(uuid)", "tettpaa_app, tettpaa_system")
definer(
    _SQL.joinpath("merge.sql").read_text(), "pathway_merge(uuid, uuid, uuid)", "tettpaa_app, tettpaa_system"
)
definer(_SQL.joinpath("merges.sql").read_text(), "pathway_merges()")
definer(
    _SQL.joinpath("protect.sql").read_text(), "pathway_protect(uuid, text)", "tettpaa_app, tettpaa_system"
)

definer(
    _SQL.joinpath("emergency.sql")
    .read_text()
    .replace(
        ":places",
        ", ".join(f"('{at.kind}', '{at.reach}', '{role}')" for at in terms().at for role in at.roles),
    )
    .replace(":topics", str(int(terms().topics)))
    .replace(":most_a_day", str(terms().most_a_day)),
    "pathway_emergency_at(uuid[])",
)


@permission("emergency.open")
def _open_emergency(viewer: User, person: uuid.UUID) -> Decision:
    """The database says who may, where from, and about whom."""
    if emergency_at([person]):
        return Decision(True, _("fordi du arbeider der ungdommen hører til"))
    return Decision(
        False, _("Nødtilgang åpnes av dem som arbeider der ungdommen hører til, og ikke ser nok fra før.")
    )


@permission("emergency.end")
def _end_emergency(viewer: User, row: Emergency) -> Decision:
    if row.user_id == viewer.id:
        return Decision(True, _("fordi du åpnet den selv"))
    if current_memberships().filter(user=viewer, unit_id=row.unit_id, role__in=leading()).exists():
        return Decision(True, _("fordi du leder enheten"))
    return Decision(False, _("Den som åpnet nødtilgangen, og den som leder enheten, kan avslutte den."))


def emergency_at(persons: list[uuid.UUID]) -> dict[uuid.UUID, tuple[uuid.UUID, str]]:
    """Of the persons, those to whom the one who asks may open it: (unit, name)."""
    if not persons:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select person_id, unit_id, name from pathway_emergency_at(%s)", [persons])
        return {person: (unit, name) for person, unit, name in cursor.fetchall()}


@permission("person.protect")
def _protect(viewer: User, person: Any) -> Decision:
    """Who leads at the young person's school, and sees where that is; the register's import does the rest."""
    if viewer.kind == UserKind.SYSTEM:
        return Decision(True, _("fordi registeret sier det"))
    places = Enrolment.objects.filter(Q(last=None) | Q(last__gte=clock.today()), person_id=person.id)
    units = places.values_list("unit_id", flat=True)
    leads = current_memberships().filter(user=viewer, unit_id__in=units, role__in=leading())
    if leads.exists():
        return Decision(True, _("fordi du leder enheten"))
    return Decision(
        False, _("Adressesperre registreres av den som leder skolen, eller kommer fra registeret.")
    )


@permission("person.find")
def _find(viewer: User, _subject: object = None) -> Decision:
    """Who may meet a young person by name; the database asks the same of the search."""
    return by_role(
        viewer,
        "person.find",
        _("Søk er for dem som arbeider med ungdommene. Din rolle møter ingen ved navn."),
    )


@permission("person.read")
def _read(viewer: User, person: uuid.UUID) -> Decision:
    """Whoever has a relation to them that shows anything."""
    if topics_of(person, viewer=viewer):
        return Decision(True, _("Du kjenner ungdommen."))
    return Decision(False, _("Du har ingen relasjon til ungdommen."))


@permission("person.merge")
def _merge(viewer: User, _subject: object = None) -> Decision:
    """Who answers for the pupils of a school; which two, the database decides by whom they see."""
    if viewer.kind == UserKind.SYSTEM:
        return Decision(True, _("fordi systemet gjør det selv"))
    return by_role(
        viewer,
        "person.merge",
        _("Rådgiver, avdelingsleder eller rektor avgjør om to er samme ungdom, og slår dem sammen."),
    )
