"""The small house with something in every table that holds personal data, about each of three young people:
one's own pupils Jonas and Amina, and a stranger's, Elias. By the real verbs where there are such.
"""

import uuid
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from tests.cases.people import School
from tests.identification.conftest import ABSENCE, LIMIT, Watch
from tests.support.house import House
from tettpaa.access import reads
from tettpaa.access.acting import acting_as
from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import Confirmation, ConfirmationCall, Hat, Identity, MembershipChange
from tettpaa.accounts.queries import SYSTEM, system
from tettpaa.audit import sealer
from tettpaa.baton.models import Baton
from tettpaa.cases.clarification import actions as clarification
from tettpaa.cases.letters import actions as letters
from tettpaa.cases.letters.models import Thread
from tettpaa.cases.mapping import actions as mapping
from tettpaa.cases.plan import actions as plan
from tettpaa.cases.plan import queries
from tettpaa.consent import actions as consent
from tettpaa.identification.models import RhythmDone
from tettpaa.insight.actions import roll_up
from tettpaa.intake.models import ImportBatch, JoinedSource, QuarantineRow
from tettpaa.kit import clock
from tettpaa.measures import actions as measures
from tettpaa.meetings import actions as meetings
from tettpaa.meetings.models import Minute, Seat
from tettpaa.meetings.rules import PART
from tettpaa.oversight.actions import answer, ask, find
from tettpaa.oversight.queries import reads_of
from tettpaa.pathway import models as way
from tettpaa.pathway.actions import protect
from tettpaa.workflows import meetings as workflows
from tettpaa.workflows.membership import appoint_deputy, end_membership
from tettpaa.workflows.react import take_up

SHARED = {"processing": "public_task", "exception": "other_agency_13b5"}


def fill(house: House) -> None:
    """At noon on Monday 23 November 2026."""
    more_people(house)
    for name in ("jonas", "amina", "elias"):
        past(house, house.young[name])
    refresh()
    signals(house)
    concerns(School(house))
    plans(School(house))
    mappings(School(house))
    threads(School(house))
    hats(house)
    consents(School(house))
    teams(School(house))
    merged(house)
    imports(house)
    innsyn(house)
    staff(house)
    emergencies(house)
    log_ins(house)
    with acting_as(SYSTEM, "tettpaa_system"):
        for name, level in (("amina", "strictly"), ("gro", "confidential")):
            protect(by=system(), person=house.young[name].id, level=level)
    with acting_as(SYSTEM, "tettpaa_system"):
        roll_up(by=system())
        sealer.seal()
    assert refresh() == 0


def more_people(house: House) -> None:
    """Guardians who also work at a school, one whose child is grown up, a deputy, and some who have left."""
    house.guardian("gunn", "elias")
    house.guardian("mona", "amina")
    house.user("elias_self", kind="young", person_id=house.young["elias"].id)
    for name, child in (("ingrid", "amina"), ("rita", "jonas"), ("synne", "elias")):
        _guardian(house, name, child)
    house.pupil("gro", "fjordvik", "1BAA")
    way.YoungPerson.objects.filter(id=house.young["gro"].id).update(born=date(2008, 11, 23))  # 18 today
    house.guardian("greta", "gro")
    house.pupil("moved", "solvik", "1STA")
    way.Enrolment.objects.filter(person=house.young["moved"]).update(last=date(2026, 10, 1))
    house.member("dina", "department_head", "solvik", last=date(2026, 11, 22))
    house.member("anna", "county_analyst", "county")
    house.member("solveig", "system_admin", "solvik")
    house.member("pia", "ppt_adviser", "fjordvik")
    refresh()
    kari = house.users["kari"].memberships.get()
    with acting_as(SYSTEM, "tettpaa_system"):
        appoint_deputy(by=system(), membership=kari, user=house.user("vikar"), last=date(2026, 11, 27))
        sven = house.member("sverre", "contact_teacher", "solvik", "1STA")
        end_membership(by=system(), membership=sven, last=date(2026, 11, 23))


def _guardian(house: House, name: str, child: str) -> None:
    way.Guardian.objects.create(
        id=uuid.uuid4(), person=house.young[child], user=house.users[name], given_name=name.capitalize(),
        family_name="Testesen", relation="far",
    )  # fmt: skip


def past(house: House, person: way.YoungPerson) -> None:
    """A row of each kind that imports write."""
    day, known = date(2026, 11, 2), date(2026, 11, 3)
    origin = way.FactOrigin.objects.create(namespace="t", source=str(person.id))
    fact: dict[str, Any] = {"person": person, "happened": day, "known_from": known, "origin": origin}
    place = way.Enrolment.objects.get(person=person)
    way.PersonKey.objects.create(key=uuid.uuid4(), person=person)
    way.ContactPoint.objects.create(id=uuid.uuid4(), person=person, kind="phone", value="+4717000005")
    guardian = way.Guardian.objects.filter(person=person).order_by("id")[0]
    way.ContactPoint.objects.create(
        id=uuid.uuid4(), person=person, guardian=guardian, kind="phone", value="+4717000006"
    )
    way.FormerEnrolment.objects.create(
        id=uuid.uuid4(), person=person, unit=place.unit, level="vg1", first=place.first, known_from=place.first,
        known_until=known,
    )  # fmt: skip
    way.Absence.objects.create(**fact, subject="MAT", minutes=45, kind="undocumented")
    way.AbsenceWeek.objects.create(person=person, monday=day, minutes=45, counted=45, undocumented=45, days=1)
    way.Result.objects.create(**fact, subject="MAT", assessment="half_year", mark="1")
    way.Score.objects.create(**fact, name="grade_points", value=31.5)
    way.FactEvent.objects.create(**fact, name="warning_9_7", subject="MAT")
    way.Tag.objects.create(**fact, name="minority_language", value="no")
    way.Outcome.objects.create(**fact, name="left", value=0)


def signals(house: House) -> None:
    watch = Watch(house)
    names = ("jonas", "amina", "elias")
    watch.run()
    watch.on(ABSENCE, LIMIT)
    watch.run(*(watch.fired(name, rule) for name in names for rule in (ABSENCE, LIMIT)))
    School(house).does("ingrid", take_up, signals=watch.new("jonas"))
    for name in names:
        person = house.young[name]
        place = way.Enrolment.objects.get(person=person)
        told = {"kind": "start_conversation", "unit": place.unit, "period": date(2026, 8, 17)}
        for more in ({"person": person, "group": place.group}, {"group": place.group}):
            RhythmDone.objects.get_or_create(
                **(told | more | {"person": more.get("person")}),
                defaults={
                    "id": uuid.uuid4(), "done_on": clock.today(), "done_at": clock.now(), "done_by_id": SYSTEM
                },
            )  # fmt: skip


def concerns(school: School) -> None:
    """Plain, of the school environment, hidden, at NAV, asked of the follow-up service, declined, closed."""
    units, user = school.house.units, school.user
    for child, teacher, family in (
        ("jonas", "kari", "lise"), ("amina", "kari", "mona"), ("elias", "sven", "gunn"),
    ):  # fmt: skip
        about = school.person(child)
        with clock.frozen(clock.now() - timedelta(days=3)):
            school.says(teacher, about, words="Stille.")
            school.says(family, about, duty="environment")
            school.says(teacher, about, hidden_ground="violence_at_home", mine=True)
            school.says(teacher, about, topic="health")
            for to, unit in (("noor", "nav"), ("ola", "ot")):
                asked = school.says(teacher, about, mine=True).concern
                there = {"to": user(to), "unit": units[unit], "reason": "Vil jobbe.", **SHARED}
                school.steps(teacher, "pass_on", asked, **there)
                if to == "noor":
                    school.steps(to, "accept", asked)
            back = school.says(teacher, about, mine=True).concern
            school.steps(
                teacher, "pass_on", back, to=user("noor"), unit=units["nav"], reason="Vil jobbe.", **SHARED
            )
            school.steps("noor", "decline", back, reason="Ikke nå.")
            done = school.says(teacher, about, mine=True).concern
            school.steps(teacher, "decide", done, decision="no_action", reason="I orden.")
            school.says(teacher, about, duty="child_welfare")
    for name, matter in (
        ("tom", school.klass()),
        ("hanne", school.routine()),
        ("sven", school.routine("solvik")),
    ):
        school.says(name, matter)
    school.says("lise", school.klass())


def mappings(school: School) -> None:
    """One under way and one gone through of each of two, of the third one under way; some of it marked, some asked."""
    for child, teacher, family in (
        ("jonas", "kari", "lise"),
        ("amina", "kari", "mona"),
        ("elias", "sven", "gunn"),
    ):
        for last in (False, True):
            row = school.does(
                teacher, mapping.open_mapping, person=school.house.young[child].id, request_key=uuid.uuid4()
            )
            told: dict[str, Any] = {"mapping": row.id, "version": 0}
            words = {"good": "Verkstedet.", "health": "Sover lite.", "family": "Bor hos mor."}
            for name in (family, "hanne" if child != "elias" else "synne"):
                school.does(teacher, mapping.ask, mapping=row.id, user=school.user(name).id)
                school.does(name, mapping.answer, words=words, **told)
            school.does(teacher, mapping.answer, words=words, for_young=True, **told)
            school.does(teacher, mapping.answer, words=words, **told)
            school.does(teacher, mapping.keep, mapping=row.id, words={"good": "Men"}, version=1)
            if last or child == "elias":
                break
            done = {"strengths": "Verkstedet.", "agreed": "Praksis på fredager.", "shown": child == "jonas"}
            school.does(teacher, mapping.write, mapping=row.id, version=1, done=True, **done)
    for child, teacher in (("jonas", "kari"), ("amina", "kari"), ("elias", "sven")):
        for held in (True, False):
            person = school.house.young[child].id
            talk = school.does(teacher, clarification.call, person=person, request_key=uuid.uuid4())
            if held and child != "elias":
                codes = {
                    "present": ["young"],
                    "gone_through": ["told", "why", "school", "ways", "right", "adult"],
                }
                school.does(
                    teacher, clarification.write, talk=talk.id, version=1, planned=None, absent_why="Syke.",
                    record_text="Blir.", outcome="stays", decide=True, **codes,
                )  # fmt: skip
    texts = dict.fromkeys(("nb", "nn", "en"), "Hva går bra?")
    school.does(
        "cato", mapping.change_question, level="upper_secondary", code="good", number=0, title=texts, ask=texts,
        used=True, reason="Kortere.",
    )  # fmt: skip


def threads(school: School) -> None:
    """Of a young person and of a guardian, to who is nearest and to who leads; one answered, one begun by a teacher."""
    for name, child in (("jonas_self", "jonas"), ("lise", "jonas")):
        for kind in ("message", "correct"):
            told = {"person": school.house.young[child].id, "kind": kind, "request_key": uuid.uuid4()}
            school.does(name, letters.begin, words="Kan vi snakke?", **told)
    person, key = school.house.young["jonas"].id, uuid.uuid4()
    school.does("kari", letters.begin, person=person, kind="message", words="Hei, Jonas.", request_key=key)
    first = Thread.objects.filter(family=school.user("jonas_self"), kind="message", waits="staff").first()
    assert first
    school.does("kari", letters.reply, thread=first.id, words="Ja.", request_key=key)


def staff(house: House) -> None:
    """A change asked for and one done, a round that is open, and somebody confirmed by who leads."""
    rita, synne = house.users["rita"], house.users["synne"]
    for by, name, unit in ((rita, "tom", "fjordvik"), (synne, "sven", "solvik")):
        one = house.users[name].memberships.get()
        given = {
            "unit": house.units[unit],
            "by": by,
            "membership": one,
            "asked_at": clock.now(),
            "role": one.role,
        }
        MembershipChange.objects.create(id=uuid.uuid4(), kind="end", last=date(2026, 12, 1), **given)
        ConfirmationCall.objects.create(
            id=uuid.uuid4(), unit=one.unit, due=date(2027, 2, 1), called_on=date(2027, 1, 11)
        )
        Confirmation.objects.create(
            id=uuid.uuid4(), membership=one, unit=one.unit, due=date(2027, 2, 1), by=by, at=clock.now()
        )


def emergencies(house: House) -> None:
    """One that is open, one that is over, and one that was ended."""
    given = (("hanne", "jonas", "fjordvik", 0), ("tom", "jonas", "fjordvik", 30), ("olga", "elias", "ot", 1))
    for name, child, unit, hours in given:
        at, ended = clock.now() - timedelta(hours=hours), None
        if name == "olga":
            ended = clock.now()
        way.Emergency.objects.create(
            id=uuid.uuid4(), user=house.users[name], person=house.young[child], unit=house.units[unit],
            reason="Ringte, og jeg får ikke tak i noen andre.", opened_at=at, until=at + timedelta(hours=4),
            ended_at=ended, ended_by=house.users[name] if ended else None,
        )  # fmt: skip
    refresh()


def log_ins(house: House) -> None:
    """Where some are logged in, what they log in with, and what a provider calls them."""
    for name in ("kari", "sven", "lise"):
        user = house.users[name]
        Identity.objects.create(id=uuid.uuid4(), user=user, kind="feide", key=uuid.uuid4())
        Authenticator.objects.create(user=user, type="totp", data={"secret": "sealed"})
        UserSession.objects.create(
            user=user, ip="127.0.0.1", session_key=name, user_agent="Firefox", created_at=clock.now(), data={}
        )


def plans(school: School) -> None:
    """A plan for each of three, one shown: goals, a measure at the school that has ended, and one at NAV."""
    for child, teacher, shown in (
        ("jonas", "kari", "young"),
        ("amina", "kari", ""),
        ("elias", "sven", "family"),
    ):
        person = school.house.young[child].id
        made = school.does(teacher, plan.open_plan, person=person)
        goal = school.does(teacher, plan.write_goal, plan=made.id, words="Bli tømrer.", own=True)
        told = {"line": goal.line, "version": 1, "own": True}
        school.does(teacher, plan.write_goal, plan=made.id, words="Bli snekker.", **told)
        if shown:
            school.does(teacher, plan.show, plan=made.id, shown=shown)
        for unit, who in (("nav", "noor"), ("fjordvik" if teacher == "kari" else "solvik", teacher)):
            added = school.does(teacher, plan.add_measure, plan=made.id, **measure(school, unit, who))
            school.does(who, measures.remark, measure=added.id, words="Møtte opp.")
        said = {"done": "yes", "helped": "yes", "view": "together", "words": "Kom hver dag."}
        school.does(teacher, plan.evaluate, measure=added.id, version=1, **said)
        stood = school.asks(teacher, queries.plan, made.id).stood
        school.does(teacher, plan.agree, plan=made.id, stood=stood)
    for name, unit in (("ingrid", "fjordvik"), ("synne", "solvik")):
        own = {"title": "Frokost", "text": "Hver dag.", "area": "life", "intensity": "light"}
        school.does(
            name, measures.add_own, unit=school.house.units[unit].id, request_key=uuid.uuid4(), offered_by="",
            example="", **own,
        )  # fmt: skip


def measure(school: School, unit: str, who: str) -> dict[str, Any]:
    return {
        "responsible": school.user(who), "unit": school.house.units[unit].id, "evaluate_on": date(2026, 12, 14),
        "ground": "other_agency_13b5", "request_key": uuid.uuid4(), "code": "practice_goals", "title": "Praksis",
        "aim": "Prøve faget.", "first": date(2026, 11, 24), "last": date(2026, 12, 18), "pays": "nav",
        "parts": ["Skolen: tre dager"], "goals": ["Bruke håndverktøy"],
    }  # fmt: skip


def hats(house: House) -> None:
    """Noor has a desk at the school too, and acts for NAV; Nora has said nothing yet."""
    for name in ("noor", "nora"):
        house.member(name, "nav_counsellor", "fjordvik")
    house.member("nora", "nav_counsellor", "nav")
    noor, at = house.users["noor"], clock.now()
    nav = noor.memberships.get(unit=house.units["nav"])
    Hat.objects.create(id=uuid.uuid4(), user=noor, membership=nav, at=at)
    sven = house.users["sven"]
    Hat.objects.create(id=uuid.uuid4(), user=sven, membership=sven.memberships.get(), at=at)
    refresh()


def consents(school: School) -> None:
    """One that holds and one withdrawn, by the young person, by a guardian and on paper; one that ends soon."""
    units = school.house.units
    for child, teacher, family in (
        ("jonas", "kari", "lise"),
        ("amina", "kari", "mona"),
        ("elias", "sven", "gunn"),
    ):
        asked: dict[str, Any] = {
            "person": school.house.young[child].id, "unit": units["nav"].id, "purpose": "job",
            "topics": ["absence", "concerns"], "last": date(2026, 12, 4),
        }  # fmt: skip
        for _twice in range(2):
            told = {"way": "paper", "giver": "young", "name": "", "note": "", "paper": ("image/png", b"x")}
            keys = {"request_key": uuid.uuid4()}
            made = [school.does(teacher, consent.register, **asked, **told, **keys)]
            nav = {"topics": ["nav"], "unit": units["ot" if child == "amina" else "nav"].id}
            if child != "amina":
                made.append(school.does(family, consent.give, **(asked | nav), **keys))
                made.append(school.does(f"{child}_self", consent.give, **asked, **keys))
        for one in made:
            school.does(teacher, consent.withdraw, consent=one.id)
        for hidden in ("", "violence_at_home"):
            school.does(
                teacher, consent.disclose, person=asked["person"], unit=None, receiver="politiet",
                exception="danger_to_life", processing="legal_duty", conditions=["serious", "helps"], reason="Fare.",
                given="Hvor hun er.", hidden_ground=hidden, day=clock.today(), request_key=uuid.uuid4(),
            )  # fmt: skip
    with acting_as(SYSTEM, "tettpaa_system"):
        consent.warn(by=system())


def teams(school: School) -> None:
    """At two schools: somebody from NAV in it, somebody who has left it, and young people who were talked of."""
    units = school.house.units
    for leader, teacher, unit, young in (
        ("ingrid", "kari", "fjordvik", ("jonas", "amina")), ("synne", "sven", "solvik", ("elias",)),
    ):  # fmt: skip
        key: dict[str, Any] = {"request_key": uuid.uuid4()}
        team = school.does(leader, meetings.begin, unit=units[unit].id, name="Ressursteam", **key).id
        for name, at in ((teacher, unit), ("noor", "nav"), ("nils", "nav")):
            school.does(leader, meetings.seat, team=team, user=school.user(name).id, unit=units[at].id)
        Seat.objects.filter(team=team, user=school.user("nils")).update(
            first=clock.today() - timedelta(days=9), last=clock.today() - timedelta(days=2)
        )
        told = {"team": team, "starts": clock.now() + timedelta(days=1), "minutes": 60, "place": ""}
        meeting = school.does("noor", meetings.call, **told, **key).id
        for one in young:
            about = school.house.young[one].id
            keys = {"request_key": uuid.uuid4()}
            item = school.does(teacher, meetings.put, team=team, person=about, summary="Borte ofte", **keys)
            school.does(teacher, meetings.write, item=item.id, part="", words="Bedre.", version=0)
            for part in ("health", "social"):
                Minute.objects.create(
                    id=uuid.uuid4(), item=item, person_id=about, topic=int(PART[part]), words="Merket.",
                    by=school.user(teacher), at=clock.now(),
                )  # fmt: skip
            school.does(
                teacher, workflows.decide, meeting=meeting, item=item.id, title="Ringe", aim="", code=workflows.OFFER,
                who=school.user(teacher).id, due=date(2026, 12, 1), **keys,
            )  # fmt: skip
        school.does("noor", meetings.attend, meeting=meeting, present={school.user("noor").id})
        school.does(teacher, meetings.subscribe)


def merged(house: House) -> None:
    for name in ("jonas", "elias"):
        double = way.YoungPerson.objects.create(
            id=uuid.uuid4(), given_name="Igjen", family_name="Prøve", merged_into=house.young[name]
        )
        way.Merge.objects.create(
            id=uuid.uuid4(), keep=house.young[name], double=double, by_id=SYSTEM, at=clock.now()
        )


def innsyn(house: House) -> None:
    """Read at night, found unusual, and asked about; one question is answered."""
    school = School(house)
    for child, teacher, family in (("jonas", "tom", "lise"), ("elias", "sven", "gunn")):
        person, reader = house.young[child].id, house.users[teacher].id
        with clock.frozen(clock.now() - timedelta(hours=10)), acting_as(reader), reads.noting() as noted:
            reads.note([person])
            reads.write(noted, by=reader, page="person")
        with acting_as(house.users[family].id):
            line = reads_of(person, viewer=house.users[family])[0]
        for _twice in range(2):
            asked = school.does(
                family, ask, person=person, line=line, words="Hvorfor?", request_key=uuid.uuid4()
            )
        leader = Baton.objects.get(subject_id=asked).holder.username
        school.does(leader, answer, question=asked, words="Vikar.")
    with acting_as(SYSTEM, "tettpaa_system"):
        find()


def imports(house: House) -> None:
    batch = ImportBatch.objects.create(id=uuid.uuid4(), kind="register", at=clock.now(), by_id=SYSTEM)
    for unit in ("fjordvik", "solvik", "county", None):
        QuarantineRow.objects.create(
            id=uuid.uuid4(), batch=batch, unit=house.units.get(unit or ""), source="s", file="f", line=1,
            reason="r", values={"name": "Elias Prøve"}, digest=uuid.uuid4().hex,
        )  # fmt: skip
    JoinedSource.objects.create(id=uuid.uuid4(), batch=batch, file="f", content=b"x")
