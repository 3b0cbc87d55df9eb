"""A mapping as the viewer may see it; what waits; the catalogue of what is asked."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from tettpaa.access import reads
from tettpaa.access.decide import decide
from tettpaa.access.queries import Access, who_sees
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import User
from tettpaa.baton import queries as batons
from tettpaa.baton.models import Baton
from tettpaa.cases.mapping.access import KIND
from tettpaa.cases.mapping.models import Answer, Asked, Draft, FactorVersion, Mapping
from tettpaa.cases.mapping.rules import Factor, factors, owner_of
from tettpaa.cases.mapping.states import Layer, State
from tettpaa.cases.queries.lists import InboxRow
from tettpaa.cases.queries.places import role_label
from tettpaa.cases.states import Verb
from tettpaa.kit import clock
from tettpaa.organisations.models import Unit, UnitKind


@dataclass(frozen=True)
class Told:
    """What one party answered. ``noted_by``: who wrote down what the young person said (empty: they themselves)."""

    who: str
    role: str
    words: str
    at: datetime
    noted_by: str


@dataclass(frozen=True)
class Question:
    """One question with the others' answers beside it; ``kept`` says what is there that the viewer may not read.

    ``mine`` is what the viewer has sent or is writing.
    """

    factor: Factor
    told: list[Told]
    kept: list[str]
    mine: str


@dataclass(frozen=True)
class Detail:
    """What the page shows. ``baton`` None: none that the viewer may see. ``version`` is of the viewer's own answers;
    ``unsent``: some of them only they can see yet."""

    mapping: Mapping
    layers: list[tuple[Layer, list[Question]]]
    baton: Baton | None
    version: int
    unsent: bool
    changed: int
    may_answer: bool
    may_write: bool
    staff: bool
    asked: list[tuple[User, datetime]]
    askable: list[tuple[User, str]]


def mapping(mapping_id: uuid.UUID, *, viewer: User, for_young: bool = False) -> Detail:
    """Mapping.DoesNotExist for whoever may not see it. ``for_young``: the viewer writes down what is said by them."""
    row = _with_asked_and_draft(viewer, for_young).get(id=mapping_id)
    baton = batons.of((KIND, row.id), viewer=viewer)
    # Not by a join: a guardian's user is out of sight for staff, and would take the answer along.
    answers = list(Answer.objects.filter(mapping=row))
    known = who_sees(row.person_id, viewer=viewer)
    around = {one.user.id: one for one in known}
    marked = Topic(0)
    for one in answers:
        marked |= Topic(one.topic)
    reads.note([row.person_id], Topic.BASIC | Topic.CONCERNS | marked)
    draft = row.draft or {"words": {}, "version": 0}
    changes = list(changes_until(row.level, row.opened_at))
    guide = [one for one in factors(row.level, day_of(row.opened_at), changes) if one.used]
    may_write = bool(decide(viewer, "mapping.write", row))
    works = viewer.kind == "staff" and any(
        one.user.id == viewer.id and one.topics & Topic.CONCERNS for one in known
    )
    asked = [
        (around[user].user, at)
        for user, at in zip(row.asked_users, row.asked_at, strict=True)
        if works and user in around
    ]
    return Detail(
        row, _layers(row, guide, answers, around, draft, viewer, for_young, works), baton,
        draft["version"], bool(draft["words"]), len(changes),
        bool(decide(viewer, "mapping.answer", row)), may_write, works, asked,
        _askable(around, asked, viewer) if may_write else [],
    )  # fmt: skip


def for_inbox(*, viewer: User) -> list[InboxRow]:
    """What the viewer has to see to; asked of the database only if there is any."""
    held = {one.subject_id: one for one in batons.mine(viewer=viewer) if one.subject_kind == KIND}
    if not held:
        return []
    rows = Mapping.objects.filter(id__in=held).select_related("person").order_by("opened_at", "id")
    found = []
    for row in rows:
        baton = held[row.id]
        reads.note([row.person_id], Topic.BASIC | Topic.CONCERNS)
        offered = baton.offered_to_id == viewer.id
        due = baton.offer_due if offered else baton.due
        found.append(
            InboxRow(
                row.id,
                row.person_id,
                row.person.name,
                "",
                _("Kartlegging: snakk sammen, og gå gjennom svarene."),
                due,
                due < clock.today(),
                row.state,
                Verb.DECIDE,
                baton.urgent,
                offered,
                None,
                KIND,
            )
        )
    return found


@dataclass(frozen=True)
class Page:
    """One question of the county's catalogue, with its versions, the latest first; ``editor`` may change it."""

    level: str
    factor: Factor
    versions: list[FactorVersion]
    editor: Unit | None


def catalogue(level: str, *, viewer: User) -> list[Factor]:
    """All questions of the level as they stand now, those out of use as well."""
    return factors(level, clock.today(), _versions(level))


def question(level: str, code: str, *, viewer: User) -> Page | None:
    """None if there is no such question."""
    versions = list(_versions(level))
    factor = next((one for one in factors(level, clock.today(), versions) if one.code == code), None)
    if factor is None:
        return None
    mine = [one for one in reversed(versions) if one.code == code]
    return Page(level, factor, mine, county() if decide(viewer, "catalogue.edit") else None)


def county() -> Unit | None:
    """One house, one county."""
    return Unit.objects.filter(kind=UnitKind.COUNTY).order_by("name_key", "id").first()


def _versions(level: str, until: datetime | None = None) -> Iterable[FactorVersion]:
    found = FactorVersion.objects.filter(level=level, at__lte=until or clock.now())
    return found.select_related("by").order_by("at", "number")


def changes_until(level: str, until: datetime) -> Iterable[FactorVersion]:
    """The county's own versions that hold for what began then."""
    return _versions(level, until)


def _with_asked_and_draft(viewer: User, for_young: bool) -> QuerySet[Mapping]:
    """In the same question: who was asked and when, and what the viewer is writing."""
    asked = Asked.objects.filter(mapping=OuterRef("id")).order_by("at", "id")
    drafts = Draft.objects.filter(mapping=OuterRef("id"), author=viewer, for_young=for_young)
    return Mapping.objects.select_related("unit", "person", "opened_by", "written_by").annotate(
        asked_users=ArraySubquery(asked.values("user_id")),
        asked_at=ArraySubquery(asked.values("at")),
        draft=Subquery(drafts.values(made=JSONObject(words="words", version="version"))),
    )


def _layers(
    row: Mapping, guide: list[Factor], answers: list[Answer], around: dict[uuid.UUID, Access], draft: dict[str, Any],
    viewer: User, for_young: bool, works: bool,
) -> list[tuple[Layer, list[Question]]]:  # fmt: skip
    mine = {a.factor: a.words for a in answers if a.author_id == viewer.id and a.for_young == for_young}
    mine |= draft["words"]
    kept = _kept(row, {(a.author_id, a.factor, a.for_young) for a in answers}) if works else {}
    found: list[tuple[Layer, list[Question]]] = []
    for layer in Layer:
        rows = [
            Question(
                one,
                _told(row, one, answers, around, viewer, for_young),
                kept.get(one.code, []),
                mine.get(one.code, ""),
            )
            for one in guide
            if one.layer == layer
        ]
        if rows:
            found.append((layer, rows))
    return found


def _told(
    row: Mapping, factor: Factor, answers: list[Answer], around: dict[uuid.UUID, Access], viewer: User, for_young: bool
) -> list[Told]:  # fmt: skip
    """The young person first; not what the viewer has in the field beside it."""
    there = [
        a
        for a in answers
        if a.factor == factor.code and a.words
        and (row.state == State.DONE or a.author_id != viewer.id or a.for_young != for_young)
    ]  # fmt: skip
    there.sort(key=lambda a: (not (a.for_young or a.role == "young"), a.role != "guardian", a.at))
    found = []
    for one in there:
        role = role_label(one.role)
        # Who sees the young person no more has no name here, only what they were.
        name = around[one.author_id].user.name if one.author_id in around else ""
        if one.for_young:
            found.append(Told(row.person.name, "", one.words, one.at, name or role))
        else:
            found.append(Told(name or role.capitalize(), role if name else "", one.words, one.at, ""))
    return found


def _kept(row: Mapping, seen: set[tuple[uuid.UUID, str, bool]]) -> dict[str, list[str]]:
    """By factor: that somebody answered what the viewer may not read, as what, and of which topic."""
    with connection.cursor() as cursor:
        cursor.execute("select author_id, role, factor, topic, for_young from mapping_answered(%s)", [row.id])
        rows = [one for one in cursor.fetchall() if (one[0], one[2], one[4]) not in seen]
    found: dict[str, list[str]] = {}
    for _author, role, factor, topic, _young in sorted(rows, key=lambda one: (one[2], one[1])):
        words = {"who": role_label(role).capitalize(), "topic": owner_of(topic) or ""}
        said = _("%(who)s har skrevet noe her. Det leses bare av dem som har med temaet å gjøre (%(topic)s).")
        found.setdefault(factor, []).append(said % words)
    return found


def _askable(
    around: dict[uuid.UUID, Access], asked: list[tuple[User, datetime]], viewer: User
) -> list[tuple[User, str]]:
    """Who knows the young person already, and is not asked yet: the family first."""
    there = {user.id for user, _at in asked} | {viewer.id}
    found = [
        (one.user, role_label(one.role or one.user.kind)) for key, one in around.items() if key not in there
    ]
    return sorted(found, key=lambda pair: (pair[0].kind == "staff", pair[0].kind == "guardian"))


def day_of(moment: datetime) -> date:
    return moment.astimezone(clock.OSLO).date()
