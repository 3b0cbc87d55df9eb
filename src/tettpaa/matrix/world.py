"""Two counties with one of every role and every kind of record, made by the owner of an empty database."""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import connection
from django.urls import reverse

from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import ChangeKind, ChangeState, Membership, MembershipChange, User
from tettpaa.accounts.roles import roles
from tettpaa.audit.models import Read
from tettpaa.baton.rules import ladder_for
from tettpaa.cases.access import Matter
from tettpaa.cases.clarification.models import Clarification
from tettpaa.cases.letters.models import Thread
from tettpaa.cases.mapping.models import Asked, Mapping
from tettpaa.cases.mapping.states import Level
from tettpaa.cases.models import Concern, Statement
from tettpaa.cases.plan.models import Plan
from tettpaa.cases.states import About
from tettpaa.consent.models import Consent, Disclosure, Paper, Withdrawal
from tettpaa.consent.rules import bits, purposes
from tettpaa.engine.book import standard_book
from tettpaa.intake.models import BatchKind, ImportBatch, QuarantineRow
from tettpaa.kit import clock
from tettpaa.kit.schoolyear import SchoolYear
from tettpaa.matrix.cells import BY_UNIT, KINDS, RECORDS, UNIT_RECORDS, Cell, Record, Viewer, let_in, viewers
from tettpaa.matrix.oracle import PROTECTION
from tettpaa.measures.models import Measure
from tettpaa.meetings.models import Item, Meeting, Seat, Team
from tettpaa.organisations.models import Group, Unit
from tettpaa.oversight import queries as oversight
from tettpaa.oversight.actions import ask
from tettpaa.oversight.models import Unusual
from tettpaa.oversight.rules import unusual
from tettpaa.pathway.models import Emergency, Enrolment, Guardian, YoungPerson
from tettpaa.workflows import concerns

DAY = date(2026, 11, 23)
"""A Monday in the middle of a term, on which it is to be made and tried."""
HELD = "handed on"
"""The group of those whom viewers have been given."""
AGREED = "agreed"
"""The group, at each unit b, of those who have said yes to something."""
PLACES = {"group": ("a", "own"), "unit": ("a", "neighbour"), "county": ("b", "other"), "away": ("c", "far")}
"""Nearness: the unit (a: where viewers are, b: another, c: in another county) and the group there."""
SPEAKS = {
    "school": "subject_teacher",
    "kindergarten": "kindergarten_teacher",
    "company": "company_instructor",
}
"""Who has said something about each young person; nobody whom the matrix tries."""
NEAREST = {"school": "contact_teacher", "kindergarten": "kindergarten_teacher"}
CODE = "other"
"""What the law asks when something is said here: nothing in particular."""


T = TypeVar("T")


@dataclass
class World:
    """Ids by what they are: ``people["school", "own"]``. ``held`` are each viewer's own."""

    units: dict[tuple[str, str], Unit] = field(default_factory=dict)
    groups: dict[tuple[str, str], Group] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    people: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    concerns: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    statements: dict[str, uuid.UUID] = field(default_factory=dict)
    rows: dict[str, uuid.UUID] = field(default_factory=dict)
    emergencies: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    members: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    changes: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    reads: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    plans: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    measures: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    questions: dict[str, uuid.UUID] = field(default_factory=dict)
    unusual: dict[str, uuid.UUID] = field(default_factory=dict)
    mappings: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    clarifications: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    threads: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    consents: dict[tuple[str, str], dict[str, uuid.UUID]] = field(default_factory=dict)
    disclosures: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    teams: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    meetings: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    items: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    job: int = 0
    strange: uuid.UUID = field(default_factory=uuid.uuid4)
    """The id of nothing."""

    @property
    def first(self) -> date:
        return SchoolYear.from_date(clock.today()).first

    def address(self, cell: Cell) -> str:
        """LookupError for a part of an address that the world has nothing to put in: teach it."""
        parts = {name: self._part(name, cell) for name in cell.door.about}
        url = reverse(cell.door.name, kwargs=parts)
        if cell.door.by_unit and cell.record:
            unit = self.units[cell.viewer.kind, PLACES[cell.record.near][0]]
            url += f"?{BY_UNIT[cell.door.name]}={unit.id}"
            if cell.door.name == "triage":
                url += "&klasse=none"
        return url

    def _part(self, name: str, cell: Cell) -> Any:
        fixed = {
            "code": CODE,
            "about": About.PERSON,
            "job": self.job,
            "factor": 1,
            "offer": "adult",
            "level": Level.UPPER_SECONDARY,
            "item": "good",
            "purpose": "job",
            "secret": "none",
            "name": "feide",
            "provider_id": "feide",
            "rule": standard_book().rules[0].name,
        }
        if name in fixed:
            return fixed[name]
        assert cell.record
        viewer, record = cell.viewer, cell.record
        by_person = {
            "concern": self.concerns, "plan": self.plans, "measure": self.measures,
            "person": self.people, "key": self.people, "read": self.reads, "emergency": self.emergencies,
            "mapping": self.mappings, "clarification": self.clarifications, "thread": self.threads,
            "disclosure": self.disclosures, "team": self.teams, "meeting": self.meetings, "talk": self.items,
        }  # fmt: skip
        if name == "consent":
            asked = let_in(viewer)
            return self._of(self.consents, viewer, record)[asked.code if asked else "job"]
        if name in by_person:
            return self._of(by_person[name], viewer, record)
        if name == "question":
            return self.questions[record.code]
        if name == "membership":
            return self.members[viewer.kind, PLACES[record.near][1]]
        if name == "change":
            return self.changes[viewer.kind, PLACES[record.near][1]]
        if name == "group":
            return self.groups[("school", HELD) if record.held else (viewer.kind, PLACES[record.near][1])].id
        if name == "statement":
            return self.statements.get(viewer.code if record.code == "own" else "author", self.strange)
        if name == "row":
            return self.rows[PLACES[record.near][0]]
        raise LookupError(f"the matrix's world has nothing to put for <{name}> in {cell.door.route}")

    def _of(self, among: dict[tuple[str, str], T], viewer: Viewer, record: Record) -> T:
        """A family and nobody have nothing in hand; theirs is what somebody else has."""
        owners = (viewer.code, viewer.kind, "counsellor")
        return next(among[one, record.code] for one in owners if (one, record.code) in among)


def build() -> World:
    """All of it. The database must be migrated and hold nobody, and the clock stand at ``DAY``."""
    world = World()
    _units(world)
    _staff(world)
    for kind in KINDS:
        for record in RECORDS:
            if not record.held:
                _young(world, kind, record)
    _family(world)
    refresh()
    for kind in KINDS:
        for record in RECORDS:
            if not record.held:
                _said(world, (kind, record.code), kind, record)
    held = next(record for record in RECORDS if record.held)
    for viewer in viewers():
        if viewer.role and not viewer.family:
            _handed(world, viewer, held)
    _planned(world)
    _talked(world)
    _agreed(world)
    _met(world)
    _changes(world)
    _rest(world)
    refresh()
    _looked_into(world)
    return world


_SAME = """
insert into baton_baton (id, subject_kind, subject_id, person_id, unit_id, group_id, ladder, step, holder_id, due,
  opened_at, urgent, hidden, moved_by_id, version)
select gen_random_uuid(), %s, %s, person_id, unit_id, group_id, ladder, step, holder_id, due, opened_at, false, false,
  moved_by_id, version from baton_baton where subject_kind = 'concern' and subject_id = %s
"""


def _planned(world: World) -> None:
    """About each whom somebody spoke of, a plan that is shown at home, and a measure with who has the concern."""
    for key, concern in world.concerns.items():
        found, today = Concern.objects.get(id=concern), clock.today()
        by, at = found.raised_by, found.raised_at
        plan = Plan(
            id=uuid.uuid4(), person=found.person, unit=found.unit, opened_by=by, opened_at=at, shown="family"
        )
        plan.save(force_insert=True)
        measure = Measure(
            id=uuid.uuid4(), person=found.person, subject_kind="plan", subject_id=plan.id, code="adult", title="t",
            aim="a", unit=found.unit, responsible=by, first=today, last=today, evaluate_on=today, funding="free",
            shown="family", added_by=by, added_at=at, request_key=uuid.uuid4(),
        )  # fmt: skip
        measure.save(force_insert=True)
        world.plans[key], world.measures[key] = plan.id, measure.id
        with connection.cursor() as cursor:
            cursor.execute(_SAME, ["measure", measure.id, concern])


def _agreed(world: World) -> None:
    """Each has said yes on paper, by a guardian; to those whom it lets in where the record says so, else long ago. Of
    each something was told to the police."""
    for key, person in world.people.items():
        record = next(one for one in RECORDS if one.code == key[1])
        by = world.users["keeps addresses"]
        first = world.first - timedelta(days=0 if record.consent else 400)
        for asked in purposes().values():
            unit = world.units[asked.to[0], "a"]
            row = Consent(
                id=uuid.uuid4(), person_id=person, unit=unit, purpose=asked.code, topics=bits(asked.topics),
                first=first, last=first + timedelta(days=390), giver="guardian", name="En", way="paper", language="nb",
                by=by, at=clock.now(), request_key=uuid.uuid4(),
            )  # fmt: skip
            row.save(force_insert=True)
            Paper(id=uuid.uuid4(), consent=row, person_id=person, kind="image/png", content=b"x").save()
            if record.consent == "withdrawn":
                Withdrawal(id=uuid.uuid4(), consent=row, person_id=person, at=clock.now(), by=by).save()
            world.consents.setdefault(key, {})[asked.code] = row.id
        told = Disclosure(
            id=uuid.uuid4(), person_id=person, receiver="politiet", exception="danger_to_life", processing="legal_duty",
            conditions=["serious", "helps"], reason="Fare.", given="Hvor.", day=clock.today(), by=by, at=clock.now(),
            request_key=uuid.uuid4(),
        )  # fmt: skip
        told.save(force_insert=True)
        world.disclosures[key] = told.id


def _met(world: World) -> None:
    """At each unit with young people a team and a meeting; each of them is on its agenda, and nothing is said yet. At
    the unit a, who works there is in the team; at b, who can be let in by a consent.
    """
    by, now, called = world.users["keeps addresses"], clock.now(), dict[tuple[str, str], Meeting]()
    for kind in KINDS:
        for place in ("a", "b", "c"):
            key = {"by": by, "at": now, "request_key": uuid.uuid4()}
            team = Team(id=uuid.uuid4(), unit=world.units[kind, place], name="Team", **key)
            team.save(force_insert=True)
            for viewer in viewers():
                seated = (place == "a" and viewer.home == kind) or (place == "b" and let_in(viewer))
                if viewer.role and not viewer.family and viewer.kind == kind and seated:
                    Seat(
                        id=uuid.uuid4(), team=team, user=world.users[viewer.code], unit=world.units[viewer.home, "a"],
                        first=world.first, by=by,
                    ).save(force_insert=True)  # fmt: skip
            meeting = Meeting(id=uuid.uuid4(), team=team, starts=now + timedelta(days=1), minutes=60, **key)
            meeting.save(force_insert=True)
            called[kind, place] = meeting
    for (code, record), person in world.people.items():
        near = next(one.near for one in RECORDS if one.code == record)
        meeting = called[code if code in KINDS else "school", PLACES[near][0]]
        item = Item(
            id=uuid.uuid4(), team=meeting.team, meeting=meeting, person_id=person, summary="Borte ofte", place=1,
            by=by, at=now, request_key=uuid.uuid4(),
        )  # fmt: skip
        item.save(force_insert=True)
        found = ((world.teams, meeting.team_id), (world.meetings, meeting.id), (world.items, item.id))
        for among, made in found:
            among[code, record] = made


def _units(world: World) -> None:
    def add(kind: str, place: str, parent: Unit | None) -> Unit:
        row = Unit(id=uuid.uuid4(), kind=kind, name=f"{kind} {place}", parent=parent, controller=parent)
        row.save(force_insert=True)
        world.units[kind, place] = row
        return row

    county, far = add("county", "a", None), add("county", "c", None)
    for kind in dict.fromkeys(at for role in roles().values() for at in role.at):
        if kind not in (*KINDS, "county"):
            add(kind, "a", county)
    above = {"school": "county", "kindergarten": "municipality", "company": "training_office"}
    for kind in KINDS:
        for place, parent in (("a", world.units[above[kind], "a"]), ("b", county), ("c", far)):
            unit = add(kind, place, parent)
            for at, group in PLACES.values():
                if at == place:
                    world.groups[kind, group] = _group(world, unit, group)
        world.groups[kind, AGREED] = _group(world, world.units[kind, "b"], AGREED)
    world.groups["school", HELD] = _group(world, world.units["school", "b"], HELD)


def _group_code(record: Record) -> str:
    return HELD if record.held else AGREED if record.consent else PLACES[record.near][1]


def _group(world: World, unit: Unit, code: str) -> Group:
    row = Group(
        id=uuid.uuid4(), external_id=f"{unit.name} {code}", school=unit, code=code, kind="class", level="vg1",
        school_year=world.first.year,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def _user(world: World, code: str, kind: str = "staff", **more: Any) -> User:
    row = User(
        id=uuid.uuid4(), kind=kind, username=code, given_name="En", family_name=code.capitalize(), **more
    )
    row.save(force_insert=True)
    world.users[code] = row
    return row


def _member(world: World, user: User, role: str, unit: Unit, group: Group | None) -> None:
    found = Membership(
        id=uuid.uuid4(), user=user, unit=unit, group=group if roles()[role].over == "group" else None,
        role=role, first=world.first,
    )  # fmt: skip
    found.save(force_insert=True)


def _staff(world: World) -> None:
    for viewer in viewers():
        if viewer.role and not viewer.family:
            user = _user(world, viewer.code)
            group = world.groups.get((viewer.home, "own"))
            _member(world, user, viewer.code, world.units[viewer.home, "a"], group)
    for kind in KINDS:
        for place, code in PLACES.values():
            unit, group = world.units[kind, place], world.groups[kind, code]
            _member(world, _user(world, f"speaks {kind} {code}"), SPEAKS[kind], unit, group)
            if kind in NEAREST and code != "own":
                _member(world, _user(world, f"nearest {kind} {code}"), NEAREST[kind], unit, group)
        speaks = _user(world, f"speaks {kind} {AGREED}")
        _member(world, speaks, SPEAKS[kind], world.units[kind, "b"], world.groups[kind, AGREED])
        if (kind, "a") != ("company", "a"):
            leads = next(r.code for r in roles().values() if r.leads and r.at[0] == kind)
            for place in ("b", "c"):
                _member(world, _user(world, f"leads {kind} {place}"), leads, world.units[kind, place], None)
    _member(world, _user(world, "keeps addresses"), "counsellor", world.units["school", "a"], None)
    author = _user(world, f"speaks school {HELD}")
    _member(world, author, SPEAKS["school"], world.units["school", "b"], world.groups["school", HELD])
    for place in ("a", "c"):
        unit = world.units["county", place]
        _member(world, _user(world, f"answers {place}"), "county_coordinator", unit, None)


def _young(world: World, kind: str, record: Record, code: str = "") -> YoungPerson:
    place, group = PLACES[record.near][0], _group_code(record)
    row = YoungPerson(
        protection=PROTECTION if record.protected else "",
        id=uuid.uuid4(),
        given_name="Ung",
        family_name=code or record.code,
        born=date(world.first.year - 16, 5, 3),
    )
    row.save(force_insert=True)
    last = None if record.now else clock.today() - timedelta(weeks=4)
    Enrolment(
        id=uuid.uuid4(), person=row, unit=world.units[kind, place], group=world.groups[kind, group], level="vg1",
        first=world.first, last=last,
    ).save(force_insert=True)  # fmt: skip
    world.people[code or kind, record.code] = row.id
    return row


def _family(world: World) -> None:
    """The one in the own class is the young person, and the guardian's child."""
    child = world.people["school", "own"]
    _user(world, "young", "young", person_id=child)
    for code in UNIT_RECORDS:
        if code != "own":
            _user(world, f"young {code}", "young", person_id=world.people["school", code])
    parent = _user(world, "guardian", "guardian")
    Guardian(
        id=uuid.uuid4(), person_id=child, user=parent, given_name="En", family_name="Forelder", relation="mor"
    ).save(force_insert=True)


def _said(world: World, key: tuple[str, str], kind: str, record: Record) -> None:
    """The one who speaks says it; of one whose place has ended, while it still held."""
    if record.protected and kind != "school":
        return
    author = world.users[f"speaks {kind} {_group_code(record)}"]
    if record.protected:
        author = world.users["keeps addresses"]
    back = timedelta() if record.now else timedelta(weeks=6)
    with clock.frozen(clock.now() - back), acting_as(author.id):
        made = concerns.raise_concern(
            by=author, matter=Matter(About.PERSON, world.people[key]), words="Er mye borte.",
            urgency="this_week", duty=CODE, request_key=uuid.uuid4(),
        )  # fmt: skip
    assert made.concern
    assert made.statement
    world.concerns[key] = made.concern
    world.statements["author"] = made.statement
    if not record.now:
        _give(
            world, made.concern, world.users[f"nearest {kind} neighbour"] if kind in NEAREST else None, kind
        )


def _give(world: World, concern: uuid.UUID, to: User | None, kind: str) -> None:
    """As the owner: the steps by which it comes there are tried elsewhere."""
    if to is None:
        return
    ladder = ladder_for(kind, clock.today())
    with connection.cursor() as cursor:
        cursor.execute(
            "update baton_baton set holder_id = %s, unit_id = %s, group_id = null, ladder = %s, step = %s "
            "where subject_id = %s",
            [to.id, world.units[kind, "a"].id, ladder.code, ladder.top.code, concern],
        )


def _handed(world: World, viewer: Viewer, record: Record) -> None:
    """To one who meets nobody by name nothing can be handed: the database refuses, and so it isn't tried here."""
    assert viewer.role
    _young(world, "school", record, viewer.code)
    refresh(persons=[world.people[viewer.code, record.code]])
    _said(world, (viewer.code, record.code), "school", record)
    if viewer.role.names:
        concern = world.concerns[viewer.code, record.code]
        _give(world, concern, world.users[viewer.code], viewer.home)


def _talked(world: World) -> None:
    """About each whom somebody spoke of, a mapping and a clarification talk under way and a letter to answer, with
    who has the concern; the family is asked to answer in theirs, and the young person wrote the letter."""
    for key, concern in world.concerns.items():
        found = Concern.objects.get(id=concern)
        given = {
            "person": found.person,
            "unit": found.unit,
            "opened_by": found.raised_by,
            "opened_at": found.raised_at,
        }
        talk = Mapping(id=uuid.uuid4(), level=Level.UPPER_SECONDARY, request_key=uuid.uuid4(), **given)
        talk.save(force_insert=True)
        clarified = Clarification(id=uuid.uuid4(), request_key=uuid.uuid4(), **given)
        clarified.save(force_insert=True)
        own = world.users["young"] if key == ("school", "own") else found.raised_by
        written = Thread(
            id=uuid.uuid4(),
            family=own,
            kind="message",
            waits=Thread.Waits.STAFF,
            last_at=clock.now(),
            **given,
        )
        written.save(force_insert=True)
        world.mappings[key], world.clarifications[key], world.threads[key] = talk.id, clarified.id, written.id
        with connection.cursor() as cursor:
            cursor.execute(_SAME, ["mapping", talk.id, concern])
            cursor.execute(_SAME, ["clarification", clarified.id, concern])
            cursor.execute(_SAME, ["thread", written.id, concern])
        if key == ("school", "own"):
            for name in ("young", "guardian"):
                asked = Asked(
                    id=uuid.uuid4(), mapping=talk, person=found.person, user=world.users[name],
                    asked_by=found.raised_by, at=clock.now(),
                )  # fmt: skip
                asked.save(force_insert=True)


def _changes(world: World) -> None:
    """Of each one who speaks: the membership, one change of it; and emergency access that they opened."""
    for kind, code in world.groups:
        user = world.users[f"speaks {kind} {code}"]
        member = Membership.objects.get(user=user)
        world.members[kind, code] = member.id
        change = MembershipChange(
            id=uuid.uuid4(), kind=ChangeKind.START, by=world.users[f"answers {'c' if code == 'far' else 'a'}"],
            unit=member.unit, user=user, membership=member, made=member, role=member.role, first=member.first,
            state=ChangeState.DONE, asked_at=clock.now(), done_at=clock.now(),
        )  # fmt: skip
        change.save(force_insert=True)
        world.changes[kind, code] = change.id
    now = clock.now()
    for key, person in world.people.items():
        place = Enrolment.objects.get(person_id=person)
        user = world.users[f"speaks {place.unit.kind} {place.group.code}"]
        opened = Emergency(
            id=uuid.uuid4(), user=user, person_id=person, unit=place.unit, reason="Sagt fra om i dag, og haster.",
            opened_at=now, until=now + timedelta(hours=1),
        )  # fmt: skip
        opened.save(force_insert=True)
        world.emergencies[key] = opened.id


def _rest(world: World) -> None:
    """Words of each viewer's own, rows of imports, and a job that failed."""
    any_concern = world.concerns["school", "own"]
    for viewer in viewers():
        if viewer.role and not viewer.family:
            statement = Statement(
                id=uuid.uuid4(), concern_id=any_concern, author=world.users[viewer.code], role=viewer.code,
                person_id=world.people["school", "own"], unit=world.units["school", "a"], at=clock.now(),
                words="Det samme.", version=1, request_key=uuid.uuid4(),
            )  # fmt: skip
            statement.save(force_insert=True)
            world.statements[viewer.code] = statement.id
    batch = ImportBatch(
        id=uuid.uuid4(), kind=BatchKind.FACTS, at=clock.now(), by=world.users["system_admin"],
        unit=world.units["county", "a"], headers={"absence": ["date"]},
    )  # fmt: skip
    batch.save(force_insert=True)
    for place in ("a", "b", "c"):
        row = QuarantineRow(
            id=uuid.uuid4(), batch=batch, unit=world.units["school", place], source="absence",
            file="absence.csv", line=1, columns="date", reason="is no date", values={"date": "9/11"},
            digest=uuid.uuid4().hex,
        )  # fmt: skip
        row.save(force_insert=True)
        world.rows[place] = row.id
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status) "
            "values ('default', 'audit.seal', 'failed') returning id"
        )
        world.job = cursor.fetchone()[0]


def _looked_into(world: World) -> None:
    """Each young person was read by one who speaks; some ask why; and to each leader it was unusual."""
    for key, person in world.people.items():
        place = Enrolment.objects.get(person_id=person)
        reader = world.users[f"speaks {place.unit.kind} {place.group.code}"]
        read = Read(
            id=uuid.uuid4(), at=clock.now(), actor_id=reader.id, page="person", decision="shown", request_id="",
            persons=[person], sections=[1], told=[1], grounds=[f"group {reader.memberships.get().id}"],
        )  # fmt: skip
        read.save(force_insert=True)
        world.reads[key] = read.id
    for code in UNIT_RECORDS:
        asks, person = (
            world.users["young" if code == "own" else f"young {code}"],
            world.people["school", code],
        )
        with acting_as(asks.id):
            line = oversight.read_of(person, world.reads["school", code], viewer=asks)
            assert line
            world.questions[code] = ask(by=asks, person=person, line=line, words="", request_key=uuid.uuid4())
    begun = unusual()["night"].valid_from
    for (kind, place), unit in world.units.items():
        if place == "a":
            row = Unusual(
                id=uuid.uuid4(), code="night", valid_from=begun, actor_id=world.users["subject_teacher"].id,
                unit=unit, day=clock.today(), at=clock.now(), count=1, pages=["person"], note="",
                read_id=world.reads["school", "own"],
            )  # fmt: skip
            row.save(force_insert=True)
            world.unusual[kind] = row.id
