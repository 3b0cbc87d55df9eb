"""Lets the invented county live: three weeks of concerns, day by day, so that each page shows something.

Everything goes through the same verbs as in earnest, by those who would do it, on earlier working days.
"""

import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import partial
from typing import Any

from tettpaa.access.acting import acting_as
from tettpaa.accounts.models import Membership, User
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.baton import actions as batons
from tettpaa.baton.models import Baton
from tettpaa.cases.access import KIND, Matter
from tettpaa.cases.clarification import actions as clarification
from tettpaa.cases.mapping import actions as mapping
from tettpaa.cases.models import Concern
from tettpaa.cases.plan import actions as plan
from tettpaa.cases.states import About, Outcome
from tettpaa.cases.states import Decision as Decided
from tettpaa.demo.cast import member
from tettpaa.demo.settings import table
from tettpaa.identification import actions as signals
from tettpaa.identification import queries as found
from tettpaa.insight.actions import roll_up
from tettpaa.kit import clock
from tettpaa.kit.workdays import add_working_days, is_working_day
from tettpaa.meetings import actions as meetings
from tettpaa.meetings import queries
from tettpaa.organisations.models import Group, Unit
from tettpaa.pathway.models import Enrolment, YoungPerson
from tettpaa.workflows import concerns, react
from tettpaa.workflows.identify import identify_now
from tettpaa.workflows.meetings import OFFER, decide

SCHOOL = "Fjordvik videregående skole"
DAYS = 15
"""Working days that are lived through before today."""
SCHOOLS, AT_EACH = 12, 9
"""Schools where something is under way, and how many young people at each, beside those of the cast."""
SEED = 20260817
_KEYS = uuid.UUID("5bd3c5a8-6f3e-4f0e-9d6a-7d1f53f0c7aa")

Act = Callable[[], object]
Diary = dict[int, list[Act]]
"""What is done on the day so many working days ago."""


def bring_to_life(*, today: date) -> None:
    """The cast's concerns in all states, those of other schools, signals to answer, and the week's figures."""
    diary: Diary = {ago: [] for ago in range(DAYS, -1, -1)}
    _cast_tales(diary)
    _other_tales(diary)
    for ago in sorted(diary, reverse=True):
        with clock.frozen(_before(today, ago)):
            _climb()
            for act in diary[ago]:
                act()
    switch_rules_on(today)
    _take_up("ingrid-solberg", "sara-lien")
    with acting_as(SYSTEM, "tettpaa_system"):
        roll_up(by=system())


def switch_rules_on(today: date) -> None:
    """The county coordinator switches a few rules on, whose load is known; then the book is run again."""
    with _as("sigrid-aune") as by:
        for rule, reason in table("life")["rules"].items():
            signals.switch(rule=rule, on=True, from_date=today, reason=reason, by=by)
    with acting_as(SYSTEM, "tettpaa_system"):
        identify_now(by=system(), as_of=today)


def _cast_tales(diary: Diary) -> None:
    """What the log-ins of the demo meet; the words are in ``life.toml``."""
    said = table("life")["said"]

    def say(ago: int, who: str, about: str, **more: Any) -> uuid.UUID:
        tale = "-".join((about, *filter(None, (more.get("duty"),))))
        key = uuid.uuid5(_KEYS, tale)
        diary[ago].append(lambda: _say(_user(who), _matter(about), said[tale], key, **more))
        return key

    say(3, "lise-bergli", "jonas-bergli")  # with Kari, a day late
    say(0, "tone-vik", "amina-yusuf", urgency="today")
    say(1, "kari-moe", "1BAA")  # with the principal
    say(1, "ola-strand", "elias-nordvik", duty="environment")  # with the principal at once
    elias = say(8, "ola-strand", "elias-nordvik")
    diary[7].append(partial(_take, "ingrid-solberg", elias))
    diary[7].append(partial(_follow_up, "ingrid-solberg", elias, 6))  # a day late
    say(9, "ola-strand", "1STC/0")  # nobody reacts: it climbs
    offered = say(6, "ingrid-solberg", "3PBA/0")
    diary[5].append(partial(_take, "ingrid-solberg", offered))
    diary[1].append(partial(_pass_on, "ingrid-solberg", offered, "noor-khan", "NAV Fjordvik"))
    outside = say(7, "ingrid-solberg", "2TPA/0")
    diary[6].append(partial(_take, "ingrid-solberg", outside))
    outreach = "Oppfølgingstjenesten Region Kysten"
    diary[1].append(partial(_pass_on, "ingrid-solberg", outside, "hanne-lunde", outreach))
    planned = say(4, "ola-strand", "1STC/1")
    diary[3].append(partial(_take, "ingrid-solberg", planned))
    diary[3].append(partial(_follow_up, "ingrid-solberg", planned, 10))
    done = say(12, "ola-strand", "1STC/2")
    diary[11].append(partial(_take, "ingrid-solberg", done))
    diary[11].append(partial(_follow_up, "ingrid-solberg", done, 5))
    diary[8].append(partial(_close, "ingrid-solberg", done))
    diary[15].append(partial(_meeting_held, "ingrid-solberg"))
    diary[14].append(partial(_team, "ingrid-solberg"))
    diary[10].append(partial(_plan, "kari-moe", "jonas-bergli"))
    diary[9].append(partial(_met, "ingrid-solberg"))
    diary[1].append(partial(_called, "ingrid-solberg"))
    diary[2].append(partial(_map_out, "kari-moe", "jonas-bergli"))
    diary[1].append(partial(_call, "ingrid-solberg", "elias-nordvik"))


def _plan(who: str, about: str) -> None:
    """What the young person wants, and a measure each of school and NAV."""
    told = table("life")["plan"]
    person, day = _matter(about).id, clock.today()
    with _as(who) as by:
        made = plan.open_plan(by=by, person=person)
        for goal in told["goals"]:
            plan.write_goal(by=by, plan=made.id, **goal)
        for n, one in enumerate(told["measures"]):
            unit = Unit.objects.get(name=one["unit"])
            until = add_working_days(day, one["days"])
            plan.add_measure(
                by=by, plan=made.id, responsible=_user(one["responsible"]), unit=unit.id, code=one["code"],
                title=one["title"], aim=one["aim"], first=day, last=until, evaluate_on=until, pays=one["pays"],
                parts=one["parts"], goals=one["goals"], ground="other_agency_13b5",
                request_key=uuid.uuid5(_KEYS, f"measure {about} {n}"),
            )  # fmt: skip
        plan.show(by=by, plan=made.id, shown="young")


def _map_out(who: str, about: str) -> None:
    """A mapping under way: what the young person said, noted, and the teacher's own words."""
    said = table("life")["mapping"]
    with _as(who) as by:
        row = mapping.open_mapping(
            by=by, person=_matter(about).id, request_key=uuid.uuid5(_KEYS, f"map {about}")
        )
        mapping.answer(by=by, mapping=row.id, words=said["young"], version=0, for_young=True)
        mapping.answer(by=by, mapping=row.id, words=said["teacher"], version=0)


def _call(who: str, about: str) -> None:
    with _as(who) as by:
        clarification.call(by=by, person=_matter(about).id, request_key=uuid.uuid5(_KEYS, f"talk {about}"))


def _team(who: str) -> None:
    """A team with NAV in it, called to a meeting."""
    told, unit = table("life")["team"], Unit.objects.get(name=SCHOOL)
    with _as(who) as by:
        made = meetings.begin(by=by, unit=unit.id, name=told["name"], request_key=uuid.uuid5(_KEYS, "team"))
        for one in told["members"]:
            place = Unit.objects.get(name=one["unit"])
            meetings.seat(by=by, team=made.id, user=_user(one["who"]).id, unit=place.id)
    _agenda(who, 5, "last", [told["last"]])


def _agenda(who: str, days: int, name: str, items: list[dict[str, str]]) -> None:
    """A meeting in so many working days, and what is to be talked of there."""
    day, place = add_working_days(clock.today(), days), table("life")["team"]["place"]
    with _as(who) as by:
        [card] = queries.teams(viewer=by)
        starts = datetime.combine(day, time(12, 30), tzinfo=clock.OSLO)
        key = uuid.uuid5(_KEYS, f"meeting {name}")
        meetings.call(by=by, team=card.team.id, starts=starts, minutes=60, place=place, request_key=key)
        for one in items:
            meetings.put(
                by=by, team=card.team.id, person=_matter(one["about"]).id, summary=one["summary"],
                request_key=uuid.uuid5(key, one["about"]),
            )  # fmt: skip


def _met(who: str) -> None:
    """What was said and decided at the first meeting."""
    told = table("life")["team"]["last"]
    with _as(who) as by:
        [card] = queries.teams(viewer=by)
        meeting = card.coming
        assert meeting
        [line] = queries.sheet(meeting.id, viewer=by).lines
        there = {_user(one).id for one in told["there"]}
        meetings.attend(by=by, meeting=meeting.id, present=there)
        meetings.write(by=by, item=line.id, part="", words=told["minutes"], version=0)
        for one in told["decided"]:
            decide(
                by=by, meeting=meeting.id, item=line.id, title=one["title"], aim="", code=OFFER,
                who=_user(one["who"]).id, due=add_working_days(clock.today(), one["days"]),
                request_key=uuid.uuid5(_KEYS, one["title"]),
            )  # fmt: skip
        meetings.hold(by=by, meeting=meeting.id, version=meeting.version)


def _called(who: str) -> None:
    """The next meeting: tomorrow, with three to talk of."""
    _agenda(who, 2, "coming", table("life")["team"]["coming"]["items"])


def _other_tales(diary: Diary) -> None:
    """At each school a few contact teachers speak up, and those who get it react, some of them late."""
    words = table("life")["others"]
    schools = Unit.objects.filter(kind="school", memberships__role="principal").distinct().order_by("number")
    with acting_as(SYSTEM, "tettpaa_system"):
        for school in schools[:SCHOOLS]:
            rng = random.Random(f"{SEED}/{school.number}")  # noqa: S311
            for teacher, person in _pairs(school, rng):
                key, ago = uuid.uuid5(_KEYS, f"{teacher.username}/{person}"), rng.randint(1, DAYS)
                matter = Matter(About.PERSON, person)
                diary[ago].append(partial(_say, teacher, matter, rng.choice(words), key))
                wait = rng.choice((0, 1, 1, 2, 2, 3, 9))
                for n, act in enumerate((_see, _decide, _end)):
                    ago -= wait if n == 0 else rng.choice((1, 2, 4, 6))
                    if ago < 0:
                        break
                    diary[ago].append(partial(act, key))


def _pairs(school: Unit, rng: random.Random) -> list[tuple[User, uuid.UUID]]:
    """Subject teachers, each with a young person whom they teach; none of the cast."""
    teachers = Membership.objects.filter(unit=school, role="subject_teacher", group__isnull=False, last=None)
    teachers = teachers | Membership.objects.filter(
        unit=school, role="subject_teacher", group__isnull=False, last__gte=clock.today()
    )
    rows = list(teachers.select_related("user").order_by("id"))
    made = []
    for row in rng.sample(rows, min(AT_EACH, len(rows))):
        goes = Enrolment.objects.filter(group=row.group, last=None).order_by("person__name_key", "person_id")
        people = list(goes.values_list("person_id", flat=True))
        if people:
            made.append((row.user, rng.choice(people[len(people) // 2 :])))
    return made


def _say(
    by: User, matter: Matter, words: str, key: uuid.UUID, *, urgency: str = "this_week", duty: str = "other"
) -> None:
    with acting_as(by.id):
        concerns.raise_concern(by=by, matter=matter, words=words, urgency=urgency, duty=duty, request_key=key)


def _see(key: uuid.UUID) -> None:
    row, holder = _held(key)
    with acting_as(holder.id):
        concerns.see(by=holder, concern=row.id, version=row.version)


def _decide(key: uuid.UUID) -> None:
    row, holder = _held(key)
    _decided(row, holder, table("life")["decided"][0], 5)


def _end(key: uuid.UUID) -> None:
    row, holder = _held(key)
    with acting_as(holder.id):
        concerns.close(by=holder, concern=row.id, version=row.version, outcome=Outcome.BETTER)


def _take(who: str, key: uuid.UUID) -> None:
    by = _user(who)
    with acting_as(by.id):
        concerns.take(by=by, concern=_row(key).id)


def _follow_up(who: str, key: uuid.UUID, days: int) -> None:
    _decided(_row(key), _user(who), table("life")["decided"][1], days)


def _decided(row: Concern, by: User, reason: str, days: int) -> None:
    with acting_as(by.id):
        concerns.decide(
            by=by, concern=row.id, version=row.version, decision=Decided.FOLLOW_UP, reason=reason,
            follow_up=add_working_days(clock.today(), days),
        )  # fmt: skip


def _pass_on(who: str, key: uuid.UUID, to: str, unit: str) -> None:
    by, row = _user(who), _row(key)
    with acting_as(by.id):
        concerns.pass_on(
            by=by, concern=row.id, version=row.version, to=_user(to), unit=Unit.objects.get(name=unit),
            reason=table("life")["passed_on"], processing="public_task", exception="other_agency_13b5",
        )  # fmt: skip


def _close(who: str, key: uuid.UUID) -> None:
    by, row = _user(who), _row(key)
    with acting_as(by.id):
        words = table("life")["ended"]
        concerns.close(by=by, concern=row.id, version=row.version, outcome=Outcome.ARRANGED, text=words)


def _meeting_held(who: str) -> None:
    by, unit = _user(who), Unit.objects.get(name=SCHOOL)
    with acting_as(by.id):
        for line in signals.rhythm(viewer=by):
            if line.kind == "iko_meeting" and line.done_on is None and line.earliest <= clock.today():
                signals.mark_done(kind=line.kind, unit=unit.id, period=line.period, by=by)


def _take_up(counsellor: str, young: str) -> None:
    with _as(counsellor) as by:
        new = [row.id for row in found.of_person(_matter(young).id, viewer=by) if row.state == "new"]
        if new:
            react.take_up(by=by, signals=new, mine=True)


def _climb() -> None:
    with acting_as(SYSTEM, "tettpaa_system"):
        batons.climb()


def _matter(about: str) -> Matter:
    """Of the cast by id; a class of the school by code; ``1STC/0`` is somebody in it, by name."""
    with acting_as(SYSTEM, "tettpaa_system"):
        code, _, nth = about.partition("/")
        if code[0].isdigit():
            groups = Group.objects.filter(code=code, school__name=SCHOOL).order_by("-school_year")
            if not nth:
                return Matter(About.CLASS, groups[0].id)
            goes = Enrolment.objects.filter(group=groups[0], last=None).order_by("person__name_key")
            return Matter(About.PERSON, goes[int(nth)].person_id)
        one = member(about)
        people = YoungPerson.objects.filter(given_name=one.given_name, family_name=one.family_name)
        return Matter(About.PERSON, people.get(enrolments__group__code=one.group, enrolments__last=None).id)


def _user(name: str) -> User:
    with acting_as(SYSTEM, "tettpaa_system"):
        return User.objects.get(username=name)


def _row(key: uuid.UUID) -> Concern:
    with acting_as(SYSTEM, "tettpaa_system"):
        return Concern.objects.get(statements__request_key=key)


def _held(key: uuid.UUID) -> tuple[Concern, User]:
    """The concern as it stands, and who holds it now."""
    row = _row(key)
    with acting_as(SYSTEM, "tettpaa_system"):
        held = Baton.objects.select_related("holder").get(
            subject_kind=KIND, subject_id=row.id, closed_at=None
        )
        return row, held.holder


@contextmanager
def _as(name: str) -> Iterator[User]:
    user = _user(name)
    with acting_as(user.id):
        yield user


def _before(day: date, working_days: int) -> date:
    while working_days:
        day = date.fromordinal(day.toordinal() - 1)
        working_days -= is_working_day(day)
    return day
