"""What a request read of young people: noted by the queries that read it, written as one row when it is answered.

Whoever writes a query that returns something of a young person notes it there, so that no page can forget. A
test looks at every page with a name on it, and demands the read.
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connection

from tettpaa.access.rows import holds
from tettpaa.access.topics import Topic
from tettpaa.audit.models import Decision
from tettpaa.kit import clock
from tettpaa.kit.requests import request_id

ALL = Topic(sum(Topic))
"""Of a person's whole page: what of it the viewer sees, the database knows when it is written down."""

# The widest ground (of these the oldest) that the reader has to the person today, and the sections that all
# grounds show; with none, what was shown anyway, as the name in a search.
_WRITE = f"""
insert into audit_read (id, at, actor_id, page, decision, request_id, subject_id, persons, sections, told, grounds)
select %(id)s, %(at)s, %(actor)s, %(page)s, %(decision)s, %(request)s, %(subject)s,
  coalesce(array_agg(n.person order by n.nth), '{{}}'),
  coalesce(array_agg(n.sections & coalesce(g.topics, n.sections) order by n.nth), '{{}}'),
  coalesce(array_agg(n.told & coalesce(g.topics, n.told) order by n.nth), '{{}}'),
  coalesce(array_agg(coalesce(g.ground, '') order by n.nth), '{{}}')
from unnest(%(persons)s::uuid[], %(sections)s::int[], %(told)s::int[])
  with ordinality n(person, sections, told, nth)
left join lateral (
  select bit_or(a.topics) as topics, (array_agg(a.ground || ' ' || a.source_id
    order by (a.topics & n.sections) desc, a.first, a.ground, a.source_id))[1] as ground
  from access_accessrow a where a.user_id = %(actor)s and a.person_id = n.person
    and {holds()}) g on true
"""


@dataclass
class Noted:
    """By person: the sections read, and those of them that the family may know of."""

    sections: dict[uuid.UUID, Topic] = field(default_factory=dict)
    told: dict[uuid.UUID, Topic] = field(default_factory=dict)
    secret: set[uuid.UUID] = field(default_factory=set)
    anything: bool = False

    def add(self, person: uuid.UUID, sections: Topic, told: Topic) -> None:
        self.sections[person] = self.sections.get(person, Topic(0)) | sections
        self.told[person] = self.told.get(person, Topic(0)) | told


_noted: ContextVar[Noted | None] = ContextVar("noted", default=None)


def note(persons: Iterable[uuid.UUID | None], sections: Topic = Topic.BASIC, *, kept: bool = False) -> None:
    """These persons (None is nobody) are read now, by the one who asks; nothing outside of a request.

    ``kept``: the family is not to know, because it comes of something that is or may be hidden from them.
    Without persons: something was read that may hold personal data of nobody knows whom.
    """
    noted = _noted.get()
    if noted is None:
        return
    noted.anything = True
    for person in persons:
        if person is not None:
            noted.add(person, sections, Topic(0) if kept else sections)


def in_secret(person: uuid.UUID) -> None:
    """The family is not to know of anything that this request reads of the person."""
    if (noted := _noted.get()) is not None:
        noted.secret.add(person)


@contextmanager
def noting() -> Iterator[Noted]:
    """Inside, what is noted is kept in the one given; :func:`write` it before the transaction ends."""
    token = _noted.set(noted := Noted())
    try:
        yield noted
    finally:
        _noted.reset(token)


def write(
    noted: Noted, *, by: uuid.UUID, page: str, refused: bool = False, subject: uuid.UUID | None = None
) -> None:
    """One INSERT. ``page`` is the name of the address, ``subject`` the id in it."""
    persons = sorted(noted.sections)
    told = [0 if person in noted.secret else int(noted.told[person]) for person in persons]
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "id": uuid.uuid4(), "at": clock.now(), "actor": by, "page": page, "request": request_id(),
                "decision": Decision.REFUSED if refused else Decision.SHOWN, "subject": subject,
                "persons": persons, "sections": [int(noted.sections[person]) for person in persons],
                "told": told,
            },
        )  # fmt: skip
