"""The small house with life in it, for the browser: concerns in every state, signals to answer, rows that wait.

All that people do is done through the same verbs as in earnest, on Monday 23 November 2026 and the days before.
"""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.db import connection
from django.http import HttpRequest
from django.test import Client

from tests.cases.people import School
from tests.identification.conftest import ABSENCE, LIMIT, WARNING, Watch
from tests.support.house import House, build
from tests.support.life_mapping import MAPPED, map_out
from tests.support.life_plan import WORDS as PLANNED
from tests.support.life_plan import plan
from tests.support.life_team import SAID, meet
from tettpaa.access import reads
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import Membership, User
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.cases.states import Decision, Outcome
from tettpaa.consent import actions as consent
from tettpaa.insight.actions import roll_up
from tettpaa.intake.models import BatchKind, ImportBatch, QuarantineRow
from tettpaa.intake.quarantine import Refused, store
from tettpaa.kit import clock
from tettpaa.notify.actions import mark_read
from tettpaa.notify.models import Message
from tettpaa.oversight.actions import ask, find
from tettpaa.oversight.queries import reads_of
from tettpaa.pathway.actions import open_emergency, protect
from tettpaa.pathway.models import (
    AbsenceWeek,
    ContactPoint,
    FactOrigin,
    Guardian,
    Result,
    ScheduleWeek,
)
from tettpaa.queue.models import Failure
from tettpaa.workflows import staff as changes
from tettpaa.workflows.react import take_up

PEOPLE = ("bo", "celine", "dina", "emil", "frida", "gard", "theodoraelisabeth", "nor", "oda")
"""More in 1BAA. Each has a story of their own below, so that one journey does not get in the way of another."""
HOURS = (0, 1, 2, 0, 1.5, 3, 0, 4, 2, 5.5, 3, 6)
"""Away in weeks 35 to 46, of 20 on the timetable."""
MARKS = (("norwegian", "3"), ("mathematics", "1"), ("english", "4"), ("order", "G"))
WORDS = {
    "overdue": "Hun har sluttet å komme til lunsj, og gråt i garderoben tirsdag.",
    "seen": "Borte fire mandager på rad. Svarer ikke når jeg ringer.",
    "raised": "Sier lite, og sitter alene.",
    "followed": "Kommer uten bøker, og sover i timene.",
    "offered": "Vil ut i jobb, og spør om praksis.",
    "case": "Har ikke levert noe i matte siden høstferien.",
    "closed": "Vil bytte fag, og vet ikke hvem han skal spørre.",
    "environment": "Blir stengt ute av gruppa, og holdt utenfor på nett.",
    "hidden": "Kom med et merke på armen, og ville ikke si hva det var.",
    "class": "Halve klassen er borte på mandager.",
    "routine": "Vikarer får ikke vite hvem de skal si fra til.",
    "own": "Jeg orker ikke mandager.",
    "home": "Hun vil ikke stå opp om morgenen.",
    "asked": "Tom har ikke timer med meg lenger.",
    "waiting": "Vil slutte. Sier at ingen merker om hun er der.",
}
"""What was said, by the name of the concern."""
DONE = {
    "closed": "Byttet ordnes denne uka.",
    "outcome": "Faget er byttet.",
    "followed": "Samtale hver mandag.",
    "case": "Prøver deltakelse i mattesirkel.",
    "offered": "Trenger en praksisplass.",
}
PASSWORD = "riktig hest batteri stift"
"""Hanne's, the only one who has one."""
WRITTEN = (*WORDS.values(), *DONE.values(), *PLANNED.values(), *MAPPED, *SAID.values())
"""All that people wrote: it stays in their own language."""


@dataclass
class Life:
    """``concerns["overdue"]`` and ``statements["overdue"]``: ids of what WORDS says. ``rows`` are quarantined.

    ``reads`` and ``questions``: by whom they are about; the question is about another read.
    """

    house: House
    concerns: dict[str, uuid.UUID] = field(default_factory=dict)
    statements: dict[str, uuid.UUID] = field(default_factory=dict)
    rows: dict[str, uuid.UUID] = field(default_factory=dict)
    reads: dict[str, uuid.UUID] = field(default_factory=dict)
    questions: dict[str, uuid.UUID] = field(default_factory=dict)
    plans: dict[str, uuid.UUID] = field(default_factory=dict)
    mappings: dict[str, uuid.UUID] = field(default_factory=dict)
    consents: dict[str, uuid.UUID] = field(default_factory=dict)
    meetings: dict[str, uuid.UUID] = field(default_factory=dict)


@contextmanager
def on(day: int, hour: int = 9) -> Iterator[None]:
    """A day of November."""
    with clock.frozen(datetime(2026, 11, day, hour, tzinfo=clock.OSLO)):
        yield


def log_in(client: Client, user: User) -> None:
    """Logged in, and asked again who it is only in an hour."""
    client.force_login(user, backend="tettpaa.accounts.backend.ByPassword")
    request = HttpRequest()
    request.user, request.session = user, client.session
    record_authentication(request, user, "password", reauthenticated=True, at=time.time() + 3600)
    request.session.save()


def live() -> Life:
    """Fill the database that Django is connected to."""
    with on(23):
        life = Life(build())
        house = life.house
        for name in PEOPLE:
            house.pupil(name, "fjordvik", "1BAA")
        house.pupil("oda", "fjordvik", "1BAA")  # the same one twice
        house.guardian("mona", "celine")
        hanne, jonas = house.users["hanne"], house.users["jonas_self"]
        hanne.set_password(PASSWORD)
        hanne.save()
        jonas.given_name, jonas.family_name = "Jonas", "Prøve"
        jonas.save()
        refresh()
        for name in ("jonas", "amina"):
            way(house, name)
    say_things(life)
    do_things(life)
    life.plans = plan(house)
    signals(house)
    life.mappings = map_out(house)
    life.consents = agree(house)
    life.meetings = meet(house)
    with on(23):
        staff(house)
        life.rows = rows_that_wait(house)
        innsyn(life)
        jobs()
        with acting_as(SYSTEM, "tettpaa_system"):
            roll_up(by=system())
    return life


def way(house: House, name: str) -> None:
    """Absence week by week, marks, and a phone at home."""
    person, origin = house.young[name], FactOrigin.objects.create(namespace="t", source=name)
    for week, away in enumerate(HOURS):
        monday = date(2026, 8, 24) + timedelta(weeks=week)
        minutes = away * 60
        AbsenceWeek.objects.create(
            person=person, monday=monday, minutes=minutes, counted=minutes, undocumented=minutes, days=1
        )
        ScheduleWeek.objects.get_or_create(
            group=house.groups["1BAA"], happened=monday, subject="norwegian", minutes=1200,
            defaults={"origin": origin, "known_from": monday},
        )  # fmt: skip
    june = date(2026, 6, 12)
    for subject, mark in MARKS:
        Result.objects.create(
            person=person, happened=june, subject=subject, assessment="half_year", mark=mark, origin=origin,
            known_from=june,
        )  # fmt: skip
    for guardian in Guardian.objects.filter(person=person):
        ContactPoint.objects.create(
            id=uuid.uuid4(), person=person, guardian=guardian, kind="phone", value="90000001",
            verified_on=date(2026, 10, 12),
        )  # fmt: skip


def agree(house: House) -> dict[str, uuid.UUID]:
    """Jonas lets the follow-up service see, and took that back once; Emil said yes on paper; the police were told."""
    made, asked = {}, {"unit": house.units["ot"].id, "purpose": "follow_up", "last": date(2027, 6, 18)}
    jonas, kari = house.users["jonas_self"], house.users["kari"]
    for day, name in ((10, "withdrawn"), (20, "given")):
        with on(day), acting_as(jonas.id):
            given = consent.give(
                by=jonas,
                person=house.young["jonas"].id,
                topics=["absence"],
                request_key=uuid.uuid4(),
                **asked,
            )
            if name == "withdrawn":
                consent.withdraw(by=jonas, consent=given.id)
        made[name] = given.id
    emil = house.young["emil"].id
    with on(20), acting_as(kari.id):
        made["paper"] = consent.register(
            by=kari, person=emil, topics=["absence", "concerns"], way="paper", giver="young", name="", note="",
            paper=("image/png", b"x"), request_key=uuid.uuid4(), **asked,
        ).id  # fmt: skip
        made["told"] = consent.disclose(
            by=kari, person=emil, unit=None, receiver="politiet", exception="danger_to_life", processing="legal_duty",
            conditions=["serious", "helps"], reason="Han var borte fra hjemmet.", given="Hvem han er sammen med.",
            hidden_ground="", day=clock.today(), request_key=uuid.uuid4(),
        ).id  # fmt: skip
    return made


def staff(house: House) -> None:
    """A change that is done and one that waits; emergency access that is open; a protected address."""
    rita, tom, vera = house.users["rita"], house.users["tom"], house.user("vera")
    with acting_as(rita.id):
        per = Membership.objects.select_related("user", "unit", "group").get(user=house.users["per"])
        done = changes.ask_end(by=rita, membership=per, last=date(2026, 12, 18))
    with acting_as(SYSTEM, "tettpaa_system"):
        changes.carry_out(done.id)
        protect(by=system(), person=house.young["frida"].id, level="confidential")
    with acting_as(rita.id):
        given = {"role": "subject_teacher", "first": date(2026, 12, 1), "group": house.groups["1BAA"]}
        changes.ask_start(by=rita, unit=house.units["fjordvik"], user=vera, **given)
    with acting_as(tom.id):
        why = "Celine ringte og gråt. Jeg får ikke tak i Kari, og må vite hvem som er hjemme."
        open_emergency(by=tom, person=house.young["celine"].id, reason=why, hours=4)


def say_things(life: Life) -> None:
    """(day of November, who, name of the concern, about whom, more)."""
    school, ground = School(life.house), "own_confidence"
    said: tuple[tuple[int, str, str, Any, dict[str, str]], ...] = (
        (9, "tom", "closed", school.person("bo"), {}),
        (12, "tom", "followed", school.person("dina"), {}),
        (13, "per", "routine", school.routine(), {}),
        (16, "hanne", "overdue", school.person("amina"), {}),
        (17, "tom", "case", school.person("emil"), {"duty": "teaching"}),
        (18, "tom", "offered", school.person("frida"), {}),
        (19, "tom", "seen", school.person("jonas"), {}),
        (20, "hanne", "hidden", school.person("gard"), {"hidden_ground": ground}),
        (20, "kari", "class", school.klass(), {}),
        (20, "jonas_self", "own", school.person("jonas"), {}),
        (20, "mona", "home", school.person("celine"), {}),
        (20, "kari", "waiting", school.person("nor"), {}),
        (23, "tom", "environment", school.person("amina"), {"duty": "environment"}),
        (23, "tom", "raised", school.person("theodoraelisabeth"), {"urgency": "today"}),
    )
    for day, who, name, matter, more in said:
        with on(day):
            made = school.says(who, matter, words=WORDS[name], **more)
        assert made.concern
        assert made.statement
        life.concerns[name], life.statements[name] = made.concern, made.statement


def do_things(life: Life) -> None:
    """What came of what was said, on the day after or today."""
    school, of = School(life.house), life.concerns
    follow_up = {"decision": Decision.FOLLOW_UP, "follow_up": date(2026, 12, 1)}
    with on(10):
        school.steps("kari", "decide", of["closed"], reason=DONE["closed"], **follow_up)
    with on(11):
        school.steps("kari", "close", of["closed"], outcome=Outcome.ARRANGED, text=DONE["outcome"])
    with on(13):
        school.steps("kari", "decide", of["followed"], reason=DONE["followed"], **follow_up)
    with on(18):
        opened = follow_up | {"decision": Decision.CASE_OPENED}
        school.steps("rita", "decide", of["case"], reason=DONE["case"], **opened)
    with on(19):
        school.steps(
            "kari", "pass_on", of["offered"], to=school.user("noor"), unit=life.house.units["nav"],
            reason=DONE["offered"], processing="public_task", exception="other_agency_13b5",
        )  # fmt: skip
    with on(20):
        school.steps("kari", "see", of["seen"])
    with on(23):
        rows = Message.objects.filter(to=school.user("tom")).order_by("at")
        school.does("tom", mark_read, ids=list(rows.values_list("id", flat=True))[:2])


def signals(house: House) -> None:
    """Three rules are on; some signals are new, and one is followed up."""
    watch = Watch(house)
    for name in house.young:
        watch.key(name)
    with on(16):
        watch.run()
        watch.on(ABSENCE, LIMIT, WARNING)
    with on(23):
        watch.run(
            watch.fired("jonas", ABSENCE, 0.23), watch.fired("amina", ABSENCE, 0.14),
            watch.fired("amina", LIMIT, 0.08, detail="mathematics"), watch.fired("dina", ABSENCE, 0.12),
            watch.fired("theodoraelisabeth", WARNING, 1.0, detail="norwegian"), watch.fired("gard", ABSENCE, 0.11),
        )  # fmt: skip
        School(house).does("ingrid", take_up, signals=watch.new("dina"))


def innsyn(life: Life) -> None:
    """Two have read about Jonas, one of them at night, and he has asked about that one."""
    jonas, himself = life.house.young["jonas"].id, life.house.users["jonas_self"]
    for who, hour in (("kari", 8), ("tom", 2)):
        reader = life.house.users[who].id
        with on(23, hour), acting_as(reader), reads.noting() as noted:
            reads.note([jonas], reads.ALL)
            reads.write(noted, by=reader, page="person")
    with acting_as(himself.id):
        kari, tom = reads_of(jonas, viewer=himself)
        life.reads["jonas"] = kari.id
        life.questions["jonas"] = ask(
            by=himself, person=jonas, line=tom, words=WORDS["asked"], request_key=uuid.uuid4()
        )
    with acting_as(SYSTEM, "tettpaa_system"):
        find()


def rows_that_wait(house: House) -> dict[str, uuid.UUID]:
    """Two rows of an import that nobody could use; their ids, by the column that is wrong."""
    values = {"student": "17051099990", "date": "9/11", "minutes": "90", "ground": "X"}
    batch = ImportBatch.objects.create(
        id=uuid.uuid4(), kind=BatchKind.FACTS, at=clock.now(), by=house.users["ada"],
        unit=house.units["fjordvik"], headers={"absence": list(values)},
        sources=[{"file": "absence.csv", "source": "absence", "rows": 122}],
        counts={"absence": {"read": 120, "added": 118, "closed": 0}, "quarantined": {"absence": 2}},
    )  # fmt: skip
    reasons = {
        "date": "absence: 'happened' is not a date as in 2024-08-19, years 1900-2199",
        "ground": "absence: 'ground' is not one of D, U",
    }
    rows = [
        Refused("absence", "absence.csv", line, column, reason, values)
        for line, (column, reason) in enumerate(reasons.items(), 4)
    ]
    store(batch, rows)
    return {row.columns: row.id for row in QuarantineRow.objects.all()}


def jobs() -> None:
    """A worker that lives throughout the tests; one job waits, and one gave up."""
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (now() + interval '1 day')")
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status, attempts) values "
            "('default', 'baton.climb', 'todo', 0), ('default', 'notify.email', 'failed', 5) returning id"
        )
        _waits, (failed,) = cursor.fetchall()
    Failure.objects.create(id=uuid.uuid4(), job_id=failed, at=clock.now(), error="SMTPException")
