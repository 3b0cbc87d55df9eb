"""Who sees a mapping, what was answered in it, and who may do what.

- the mapping: who sees concerns of the young person by what they are (another baton shows nothing of it), who has
  its baton, and whoever was asked to answer and still sees the young person: a grown-up tells the family before a
  screen does. When it has been gone through, the young person, unless it was chosen otherwise.
- an answer: its author; of those who see the mapping, who sees the answer's topic. The young person reads their own
  words that somebody noted, and ordinary answers of others when it has been gone through and is shown.
- a draft: the one who writes it.
"""

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, by_role, permission
from tettpaa.access.install import definer
from tettpaa.access.permissions import sql_roles
from tettpaa.access.queries import topics_of
from tettpaa.access.rows import ME, TODAY, Rows, declare, holds, sees
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.baton import queries as batons
from tettpaa.cases.mapping.models import Answer, Draft, Mapping
from tettpaa.cases.mapping.states import State

KIND = "mapping"

_CONCERNS = sees("cases_mapping.person_id", Topic.CONCERNS, also="a.ground <> 'baton'")
_BASIC = sees("cases_mapping.person_id", Topic.BASIC)
_HOLDS = f"cases_mapping.id in (select baton_mine('{KIND}'))"
_ME = f"(select u.person_id from accounts_user u where u.id = {ME})"
_ASKED = f"cases_mapping.id in (select mapping_asked()) and {_BASIC}"
_TOLD = f"cases_mapping.person_id = {_ME} and state = 'done' and shown"
_WORKS = f"({_CONCERNS}) or {_HOLDS}"
_COORDINATES = (
    f"exists (select 1 from accounts_membership m where m.user_id = {ME} and m.role in ({sql_roles('catalogue.edit')}) "
    f"and m.unit_id = cases_factorversion.unit_id and m.first <= {TODAY} and (m.last is null or m.last >= {TODAY}))"
)


def _seen(table: str, also: str = "true") -> str:
    return f"exists (select 1 from cases_mapping m where m.id = {table}.mapping_id and {also})"


# Asked without the table's own policy, which asks for the mapping's.
definer(
    """create or replace function mapping_asked() returns setof uuid
       language sql stable security definer set search_path = public, pg_temp as $$
       select a.mapping_id from cases_asked a where a.user_id = app_uid() $$""",
    "mapping_asked()",
)
# That something marked was said, for those who follow up: whom to ask, never what.
definer(
    f"""create or replace function mapping_answered(mapping uuid)
       returns table (author_id uuid, role varchar, factor varchar, topic int, for_young boolean)
       language sql stable security definer set search_path = public, pg_temp as $$
       select w.author_id, w.role, w.factor, w.topic, w.for_young from cases_answer w
       where w.mapping_id = mapping and w.words <> '' and exists (
         select from access_accessrow a where a.user_id = app_uid() and a.person_id = w.person_id
         and a.topics & {int(Topic.CONCERNS)} <> 0 and {holds()}) $$""",
    "mapping_answered(uuid)",
)

_GONE_THROUGH = _seen("cases_answer", "m.state = 'done' and m.shown")
_OWN = (
    f"cases_answer.person_id = {_ME} and {_seen('cases_answer')} "
    f"and (for_young or (topic = {int(Topic.CONCERNS)} and {_GONE_THROUGH}))"
)
_NOT_ANOTHERS = (
    "(a.ground <> 'baton' or a.source_id in "
    "(select b.id from baton_baton b where b.subject_id = cases_answer.mapping_id))"
)
_BY_TOPIC = sees("cases_answer.person_id", "cases_answer.topic", also=_NOT_ANOTHERS)
_OPEN = "m.state = 'open'"

declare(
    Rows(
        "cases.Mapping",
        select=f"{_WORKS} or ({_ASKED}) or ({_TOLD})",
        insert=f"opened_by_id = {ME} and {sees('cases_mapping.person_id', Topic.CONCERNS)}",
        update=_WORKS,
        fixed=Mapping.FIXED,
    ),
    Rows(
        "cases.Asked",
        select=_seen("cases_asked"),
        insert=f"asked_by_id = {ME} and {_seen('cases_asked')} and {sees('cases_asked.person_id', Topic.CONCERNS)}",
    ),
    Rows(
        "cases.Answer",
        select=f"author_id = {ME} or ({_seen('cases_answer')} and {_BY_TOPIC}) or ({_OWN})",
        insert=f"author_id = {ME} and {_seen('cases_answer', _OPEN)}",
        update=f"author_id = {ME} and {_seen('cases_answer', _OPEN)}",
        fixed=Answer.FIXED,
    ),
    Rows(
        "cases.Draft",
        select=f"author_id = {ME}",
        insert=f"author_id = {ME} and {_seen('cases_draft', _OPEN)}",
        update=f"author_id = {ME}",
        fixed=Draft.FIXED,
    ),
    Rows("cases.FactorVersion", select="true", insert=f"by_id = {ME} and {_COORDINATES}"),
)


@permission("mapping.open")
def may_open(viewer: User, person: object) -> Decision:
    """Staff who see concerns of the young person, also because they have one of them."""
    if viewer.kind == "staff" and topics_of(person, viewer=viewer) & Topic.CONCERNS:
        return Decision(True, _("Du følger opp ungdommen."))
    return Decision(False, _("Kartlegging begynner hos dem som følger opp ungdommen."))


@permission("mapping.read")
def may_read(viewer: User, mapping: Mapping) -> Decision:
    """The database has already decided: what the viewer can load, they may read."""
    return Decision(True, _("Du er med i kartleggingen."))


@permission("mapping.answer")
def may_answer(viewer: User, mapping: Mapping) -> Decision:
    if mapping.state != State.OPEN:
        return Decision(False, _("Kartleggingen er gått gjennom. Det som står der, endres ikke mer."))
    return may_read(viewer, mapping)


@permission("mapping.write")
def may_write(viewer: User, mapping: Mapping) -> Decision:
    """The summary, asking others and finishing: who has the responsibility now."""
    if mapping.state != State.OPEN:
        return Decision(False, _("Kartleggingen er gått gjennom. Det som står der, endres ikke mer."))
    baton = batons.of((KIND, mapping.id), viewer=viewer)
    if baton is not None and baton.holder_id == viewer.id:
        return Decision(True, _("Du har den."))
    if baton is not None:
        return Decision(False, _("Det er %(name)s som har den.") % {"name": baton.holder.name})
    return Decision(False, _("Det er den som har ansvaret, som skriver dette."))


@permission("catalogue.edit")
def may_edit(viewer: User, _subject: object = None) -> Decision:
    refusal = _("Spørsmålene i kartleggingen endres av fylkets koordinator.")
    return by_role(viewer, "catalogue.edit", refusal)


@permission("catalogue.read")
def may_look(viewer: User, _subject: object = None) -> Decision:
    """There is nothing personal in it: all staff read what is asked, and why."""
    if viewer.kind == "staff":
        return Decision(True, _("Alle ansatte kan lese spørsmålene."))
    return Decision(False, _("Denne siden er for ansatte."))
