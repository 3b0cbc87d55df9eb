"""Who sees a team and its meetings, whom they talk about there, and who may do what.

- the team, its seats, meetings and attendance: who has a seat, and who may begin teams at the unit. Nothing there
  tells of anybody they follow up.
- an item on the agenda: who sees concerns of the young person by what they are, or because they agreed to it. The
  others in the team read its number and what it is about without a name (``meeting_agenda``).
- minutes: who sees the item and the topic that the part is marked with. Decisions: who sees the item.
- written in by those in the team who see the item.
"""

import uuid

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, by_role, permission
from tettpaa.access.install import definer
from tettpaa.access.permissions import sql_roles
from tettpaa.access.queries import shows
from tettpaa.access.rows import ME, TODAY, Rows, declare, holds, sees
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User, UserKind
from tettpaa.meetings.models import Attendance, Feed, Item, Meeting, Minute, Seat, Team
from tettpaa.pathway.models import YoungPerson

KIND = "meeting"
ITEM = "meeting_item"
NOT_BY = ("baton", "emergency", "guardian", "self")
"""Grounds that give no sight of what a team talks about."""

_BY_WHAT_THEY_ARE = f"a.ground not in ({', '.join(repr(one) for one in NOT_BY)})"
_SEATED = "id in (select meeting_teams())"
_RUNS = (
    f"unit_id in (select m.unit_id from accounts_membership m where m.user_id = {ME} "
    f"and m.role in ({sql_roles('meeting.begin')}) and m.first <= {TODAY} and (m.last is null or m.last >= {TODAY}))"
)


def _team(table: str) -> str:
    return f"exists (select 1 from meetings_team t where t.id = {table}.team_id)"


def _meeting(table: str) -> str:
    return f"exists (select 1 from meetings_meeting t where t.id = {table}.meeting_id)"


def _item(table: str, also: str = "true") -> str:
    return (
        f"exists (select 1 from meetings_item i where i.id = {table}.item_id and i.person_id = {table}.person_id "
        f"and {also})"
    )


_SEES = sees("person_id", Topic.CONCERNS, also=_BY_WHAT_THEY_ARE)
_TOPIC = sees("meetings_minute.person_id", "meetings_minute.topic", also=_BY_WHAT_THEY_ARE)
_IN_TEAM = "i.team_id in (select id from meetings_team)"

_STAYS = (
    "s.first <= app_today() and (s.last is null or s.last >= app_today()) "
    "and exists (select from accounts_membership w where w.user_id = s.user_id and w.unit_id = s.unit_id "
    "and w.first <= app_today() and (w.last is null or w.last >= app_today()))"
)

# Asked without the seats' own policy, which asks for the team's.
definer(
    f"""create or replace function meeting_teams() returns setof uuid
       language sql stable security definer set search_path = public, pg_temp as $$
       select s.team_id from meetings_seat s where s.user_id = app_uid() and {_STAYS} $$""",
    "meeting_teams()",
)
_KNOWS = (
    "(t.id in (select meeting_teams()) or t.unit_id in (select m.unit_id from accounts_membership m "
    f"where m.user_id = app_uid() and m.role in ({sql_roles('meeting.begin')}) and m.first <= app_today() "
    "and (m.last is null or m.last >= app_today())))"
)
# The agenda as everybody in the team reads it: numbers and words without names.
definer(
    f"""create or replace function meeting_agenda(meeting uuid)
       returns table (id uuid, place int, summary varchar, talked boolean)
       language sql stable security definer set search_path = public, pg_temp as $$
       select i.id, i.place, i.summary,
         exists (select from meetings_minute n where n.item_id = i.id and n.words <> '')
         or exists (select from meetings_decision d where d.item_id = i.id)
       from meetings_item i join meetings_team t on t.id = i.team_id
       where i.meeting_id = meeting and i.withdrawn_at is null and {_KNOWS}
       order by i.place, i.at, i.id $$""",
    "meeting_agenda(uuid)",
)
# Items that wait are moved by whoever calls or ends a meeting, also those about people whom they don't see.
definer(
    f"""create or replace function meeting_carry(team uuid, since uuid, next uuid) returns int
       language sql volatile security definer set search_path = public, pg_temp as $$
       with left_over as (
         select i.id, row_number() over (order by i.place, i.at, i.id) as n
         from meetings_item i join meetings_team t on t.id = i.team_id
         where i.team_id = team and i.meeting_id is not distinct from since and i.withdrawn_at is null
         and not exists (select from meetings_minute n where n.item_id = i.id and n.words <> '')
         and not exists (select from meetings_decision d where d.item_id = i.id)
         and not exists (select from meetings_item o where o.meeting_id = next and o.person_id = i.person_id
           and o.withdrawn_at is null)
         and {_KNOWS}), last as (select coalesce(max(place), 0) as n from meetings_item where meeting_id = next),
       moved as (
         update meetings_item i set meeting_id = next, place = l.n + (select n from last)
         from left_over l where l.id = i.id returning 1)
       select count(*)::int from moved $$""",
    "meeting_carry(uuid, uuid, uuid)",
)
# The order is the team's, also of those whom one doesn't see.
definer(
    f"""create or replace function meeting_move(item uuid, up boolean) returns boolean
       language sql volatile security definer set search_path = public, pg_temp as $$
       with agenda as (
         select i.id, row_number() over (order by i.place, i.at, i.id) as n
         from meetings_item i join meetings_team t on t.id = i.team_id
         where i.meeting_id = (select o.meeting_id from meetings_item o where o.id = item)
         and i.withdrawn_at is null and {_KNOWS}),
       here as (select n from agenda where id = item),
       there as (select (select n from here) + case when up then -1 else 1 end as n),
       moved as (
         update meetings_item i set place = case
           when a.n = (select n from here) then (select n from there)
           when a.n = (select n from there) then (select n from here) else a.n end
         from agenda a where a.id = i.id and exists (select from agenda b where b.n = (select n from there))
         returning 1)
       select exists (select from moved) $$""",
    "meeting_move(uuid, boolean)",
)
# Of those in the team, who knows who the item is about: asked by who sees it, before a name is shown to a room.
definer(
    f"""create or replace function meeting_knows(item uuid) returns setof uuid
       language sql stable security definer set search_path = public, pg_temp as $$
       select distinct s.user_id from meetings_item i join meetings_team t on t.id = i.team_id
       join meetings_seat s on s.team_id = i.team_id and {_STAYS}
       join access_accessrow a on a.user_id = s.user_id and a.person_id = i.person_id
         and a.topics & {int(Topic.CONCERNS)} <> 0 and {_BY_WHAT_THEY_ARE} and {holds()}
       where i.id = item and {_KNOWS} and access_topics(i.person_id) & {int(Topic.CONCERNS)} <> 0 $$""",
    "meeting_knows(uuid)",
)
# A calendar has no log-in: it has a key. When and where, and what the team is called; no row at all for a key that
# holds no more, and a row of nothing where no meeting is.
definer(
    f"""create or replace function meeting_feed(key varchar)
       returns table (id uuid, team varchar, unit varchar, starts timestamptz, minutes int, place varchar,
         state varchar, version int, at timestamptz)
       language sql stable security definer set search_path = public, pg_temp as $$
       select m.id, t.name, u.name, m.starts, m.minutes, m.place, m.state, m.version, m.at
       from meetings_feed f join accounts_user p on p.id = f.user_id and p.is_active
       left join meetings_seat s on s.user_id = f.user_id and {_STAYS}
       left join meetings_team t on t.id = s.team_id left join organisations_unit u on u.id = t.unit_id
       left join meetings_meeting m on m.team_id = t.id
       where f.digest = key and f.revoked_at is null order by m.starts, m.id $$""",
    "meeting_feed(varchar)",
)

declare(
    Rows("meetings.Team", select=f"{_SEATED} or {_RUNS}", insert=f"by_id = {ME} and {_RUNS}"),
    Rows(
        "meetings.Seat",
        select=_team("meetings_seat"),
        insert=f"by_id = {ME} and {_team('meetings_seat')}",
        update=_team("meetings_seat"),
        fixed=Seat.FIXED,
    ),
    Rows(
        "meetings.Meeting",
        select=_team("meetings_meeting"),
        insert=f"by_id = {ME} and {_team('meetings_meeting')}",
        update=_team("meetings_meeting"),
        fixed=Meeting.FIXED,
    ),
    Rows(
        "meetings.Attendance",
        select=_meeting("meetings_attendance"),
        insert=f"by_id = {ME} and {_meeting('meetings_attendance')}",
        update=_meeting("meetings_attendance"),
        fixed=Attendance.FIXED,
    ),
    Rows(
        "meetings.Item",
        select=_SEES,
        insert=f"by_id = {ME} and {_SEES} and {_team('meetings_item')}",
        update=f"{_SEES} and {_team('meetings_item')}",
        fixed=Item.FIXED,
    ),
    Rows(
        "meetings.Minute",
        select=f"{_item('meetings_minute')} and {_TOPIC}",
        insert=f"by_id = {ME} and {_item('meetings_minute', _IN_TEAM)} and {_TOPIC}",
        update=f"{_item('meetings_minute', _IN_TEAM)} and {_TOPIC}",
        fixed=Minute.FIXED,
    ),
    Rows(
        "meetings.Decision",
        select=_item("meetings_decision"),
        insert=f"by_id = {ME} and {_item('meetings_decision', _IN_TEAM)}",
    ),
    Rows(
        "meetings.Feed",
        select=f"user_id = {ME}",
        insert=f"user_id = {ME}",
        update=f"user_id = {ME}",
        fixed=Feed.FIXED,
    ),
)


@permission("meeting.begin")
def may_begin(viewer: User, unit: uuid.UUID | None = None) -> Decision:
    refusal = _("Team startes av rådgivere og ledere ved skolen eller enheten.")
    return by_role(viewer, "meeting.begin", refusal, None if unit is None else [unit])


@permission("meeting.read")
def may_read(viewer: User, team: uuid.UUID) -> Decision:
    """The database has already decided: what the viewer can load, they may read."""
    if Team.objects.filter(id=team).exists():
        return Decision(True, _("Du er med i teamet, eller svarer for team her."))
    return Decision(False, _("Du er ikke med i teamet."))


@permission("meeting.run")
def may_run(viewer: User, team: uuid.UUID) -> Decision:
    """Call, cancel and end meetings, note who came, and say who is in the team."""
    return may_read(viewer, team)


@permission("meeting.raise")
def may_raise(viewer: User, person: uuid.UUID) -> Decision:
    if viewer.kind == UserKind.STAFF and sees_concerns(viewer, person):
        return Decision(True, _("Du følger opp ungdommen."))
    return Decision(False, _("Saker settes på dagsordenen av dem som følger opp ungdommen."))


@permission("meeting.write")
def may_write(viewer: User, item: Item | None) -> Decision:
    """Minutes and decisions: of those in the team, who may know who it is about."""
    if item is None:
        return Decision(False, _("Referatet skrives av dem som kan vite hvem saken gjelder."))
    if Team.objects.filter(id=item.team_id).exists():
        return Decision(True, _("Du er med i teamet og følger opp ungdommen."))
    return Decision(False, _("Du er ikke med i teamet."))


@permission("meeting.subscribe")
def may_subscribe(viewer: User, _subject: object = None) -> Decision:
    if viewer.kind == UserKind.STAFF:
        return Decision(True, _("Alle ansatte kan ha møtene sine i kalenderen."))
    return Decision(False, _("Denne siden er for ansatte."))


def sees_concerns(viewer: User, person: uuid.UUID) -> bool:
    """As the tables' policies ask it."""
    among = shows(Topic.CONCERNS, "id", viewer=viewer, besides=NOT_BY)
    return bool(YoungPerson.objects.filter(id=person).filter(among).exists())
