"""Threads about a young person, one with its letters, and what waits for an answer."""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tettpaa.access import reads
from tettpaa.access.decide import decide
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.baton import queries as batons
from tettpaa.baton.models import Baton
from tettpaa.cases.letters.access import KIND
from tettpaa.cases.letters.models import Letter, Thread
from tettpaa.cases.letters.rules import label
from tettpaa.cases.queries.lists import InboxRow
from tettpaa.cases.states import Verb
from tettpaa.kit import clock
from tettpaa.pathway.models import Guardian

SHOWN = 20
"""Threads of a list."""


@dataclass(frozen=True)
class Line:
    """A thread in a list; ``who``: of the family."""

    thread: Thread
    who: str

    @property
    def label(self) -> str:
        return label(self.thread.kind, self.thread.opened_at)


@dataclass(frozen=True)
class Detail(Line):
    """A thread as its page shows it: each letter with who wrote it. ``baton`` None: nobody has to answer now, or the
    viewer may not know who.
    """

    letters: list[tuple[str, Letter]]
    baton: Baton | None
    may_write: bool
    own: bool


def thread(key: uuid.UUID, *, viewer: User) -> Detail:
    """Thread.DoesNotExist for whoever has no part in it."""
    row = Thread.objects.select_related("person", "unit").get(id=key)
    reads.note([row.person_id], Topic.BASIC | Topic.CONCERNS)
    written = list(row.letters.all())
    who = _families([row])[row.id]
    names = {one.id: one.name for one in User.objects.filter(id__in={one.by_id for one in written})}
    names[row.family_id] = who
    return Detail(
        row, who, [(names[one.by_id], one) for one in written], batons.of((KIND, row.id), viewer=viewer),
        bool(decide(viewer, "letter.write", row)), row.family_id == viewer.id,
    )  # fmt: skip


def threads(person: uuid.UUID, *, viewer: User) -> list[Line]:
    """Those about the young person that the viewer has a part in, the latest first."""
    reads.note([person], Topic.BASIC | Topic.CONCERNS)
    rows = list(Thread.objects.select_related("person").filter(person_id=person)[:SHOWN])
    names = _families(rows)
    return [Line(row, names[row.id]) for row in rows]


def for_inbox(*, viewer: User) -> list[InboxRow]:
    """What the viewer has to answer; asked of the database only if there is any."""
    held = {one.subject_id: one for one in batons.mine(viewer=viewer) if one.subject_kind == KIND}
    if not held:
        return []
    rows = list(Thread.objects.filter(id__in=held).select_related("person").order_by("last_at", "id"))
    reads.note([row.person_id for row in rows], Topic.BASIC | Topic.CONCERNS)
    names = _families(rows)
    return [_row(row, names[row.id], held[row.id]) for row in rows]


def _families(rows: list[Thread]) -> dict[uuid.UUID, str]:
    """Who of the family has each thread. A guardian's log-in isn't for staff to see; the name in the register is."""
    found = Guardian.objects.filter(
        person__in={row.person_id for row in rows}, user__in={row.family_id for row in rows}
    )
    names = {(one.person_id, one.user_id): one.name for one in found}
    return {row.id: names.get((row.person_id, row.family_id), row.person.name) for row in rows}


def _row(row: Thread, who: str, baton: Baton) -> InboxRow:
    why = _("%(who)s har skrevet, og venter på svar.") % {"who": who}
    return InboxRow(
        row.id, row.person_id, row.person.name, "", why, baton.due, baton.due < clock.today(), row.waits, Verb.DECIDE,
        baton.urgent, False, None, KIND,
    )  # fmt: skip
