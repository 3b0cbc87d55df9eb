"""Who is around a young person, and who sees what of them and why: one list, by name."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tettpaa.access import reads
from tettpaa.access.rows import declared_grounds
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.accounts.roles import roles
from tettpaa.kit import clock

# Grounds rest on a membership, a guardianship, a baton or a consent; the first has a role and a place. One who sees
# by a baton or a consent is told of only to those who may see that: else they would learn that there is one.
_WHO = """
select w.user_id, w.given_name || ' ' || w.family_name, left(w.given_name, 1) || left(w.family_name, 1), w.kind,
  w.ground, w.topics, coalesce(m.role, ''), coalesce(g.code::text, u.name::text, ''), w.until
from access_who(%s) w left join accounts_membership m on m.id = w.source_id
left join consent_consent c on c.id = w.source_id
left join organisations_unit u on u.id = coalesce(m.unit_id, c.unit_id)
left join organisations_group g on g.id = m.group_id
where w.ground not in ('baton', 'consent') or c.id is not null
  or exists (select from baton_baton b where b.id = w.source_id)
order by w.name_key, w.user_id, w.ground, w.source_id
"""


@dataclass(frozen=True)
class Near:
    """``role`` is a code where there is one; ``why`` a few words: «kontaktlærer i 1BAA»."""

    user_id: uuid.UUID
    name: str
    initials: str
    ground: str
    role: str
    where: str
    topics: Topic
    until: datetime | None = None

    @property
    def why(self) -> str:
        words = {"role": _role(self.role), "where": self.where}
        if self.until:
            clock_time = date_format(self.until.astimezone(clock.OSLO), "j. F H.i")
            return _("nødtilgang til %(until)s") % {"until": clock_time}
        if self.ground == "group":
            return _("%(role)s i %(where)s") % words
        if self.ground == "unit":
            return _("%(role)s ved %(where)s") % words
        return {
            "consent": _("%(where)s, etter samtykke") % words,
            "baton": _("har ansvaret for en uro, eller er spurt"),
            "guardian": _("foresatt"),
            "self": _("ungdommen selv"),
        }.get(self.ground) or self.said

    @property
    def said(self) -> str:
        """The ground as the one who sees reads it: «fordi du er kontaktlærer i 1BAA»."""
        said = next(ground.said for ground in declared_grounds() if ground.name == self.ground)
        return _(said).format(role=_role(self.role), where=self.where)


def circle(person: uuid.UUID, *, viewer: User) -> list[Near]:
    """A line for each ground on which somebody sees the person today; nobody if the viewer may not."""
    reads.note([person])
    with connection.cursor() as cursor:
        cursor.execute(_WHO, [person])
        return [
            Near(user, name, initials.upper(), ground, role, where, Topic(topics), until)
            for user, name, initials, _kind, ground, topics, role, where, until in cursor.fetchall()
        ]


def topics_of(near: list[Near], *, viewer: User) -> Topic:
    """What the viewer may see of the person, all grounds together."""
    found = Topic(0)
    for one in near:
        if one.user_id == viewer.id:
            found |= one.topics
    return found


def _role(code: str) -> str:
    return roles()[code].label[(get_language() or "nb")[:2]] if code in roles() else code
