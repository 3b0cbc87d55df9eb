"""Who may see and do what with each row, said once more in plain Python: from ``accounts/roles.toml`` and the
sentences in the rooms' ``access.py`` and READMEs, not from their SQL. Tests hold the database to it.
"""

import tomllib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.apps import apps
from django.db import connection

from tests.access import consents, letters, meetings
from tettpaa.kit import clock
from tettpaa.kit.clock import OSLO

Row = dict[str, Any]
FAMILY = {"basic", "absence", "results"}
"""What the young person sees of themselves, and a guardian of the child."""
BITS = {"basic": 1, "absence": 2, "results": 4, "concerns": 8, "signals": 16, "environment": 32, "whereabouts": 64,
        "health": 128, "social": 256, "nav": 512, "family": 1024}  # fmt: skip
KEEP = {"confidential": ("whereabouts",), "strictly": ("whereabouts", "absence", "results", "signals")}
"""What address protection takes from all but those whom ``KEEPS`` names, and the young person."""
KEEPS = {
    "confidential": {
        "contact_teacher", "subject_teacher", "counsellor", "department_head", "principal", "school_nurse"
    },
    "strictly": {"contact_teacher", "counsellor", "principal"},
}  # fmt: skip
RUNS = {"system_admin"}
SCHOOL_LEADS = {"counsellor", "department_head", "principal"}
RHYTHM = {"counsellor", "contact_teacher", "department_head", "principal"}
COUNTY = {"county_coordinator", "county_analyst"}


@cache
def roles() -> dict[str, Row]:
    return tomllib.loads(files("tettpaa.accounts").joinpath("roles.toml").read_text())["role"]


def holds(row: Row, day: date) -> bool:
    """From first to last, both counted."""
    return row["first"] <= day and (row["last"] is None or day <= row["last"])


def day_of(moment: datetime) -> date:
    return moment.astimezone(OSLO).date()


@dataclass
class World:
    """Every table as the owner reads it, and the day."""

    day: date
    tables: dict[str, list[Row]] = field(default_factory=dict)

    @classmethod
    def read(cls, day: date, *only: str) -> "World":
        """All tables of ours, or only these."""
        names = only or tuple(sorted(model._meta.db_table for model in apps.get_models()))
        return cls(day, {name: rows(name) for name in names})

    def of(self, table: str, **values: Any) -> list[Row]:
        return [row for row in self.tables[table] if all(row[key] == value for key, value in values.items())]

    def one(self, table: str, key: uuid.UUID) -> Row:
        return next(row for row in self.tables[table] if row["id"] == key)

    def memberships(self, user: Row) -> list[Row]:
        return [row for row in self.of("accounts_membership", user_id=user["id"]) if holds(row, self.day)]

    def is_at(self, user: Row, unit: uuid.UUID | None, among: set[str] | None = None) -> bool:
        """A member there today (in one of those roles); anywhere, if no unit is told."""
        return any(
            unit in (None, row["unit_id"]) and (among is None or row["role"] in among)
            for row in self.memberships(user)
        )

    def below(self, user: Row, among: set[str]) -> set[uuid.UUID]:
        """Units where the user is one of these today, and all below them."""
        found = {row["unit_id"] for row in self.memberships(user) if row["role"] in among}
        while more := {u["id"] for u in self.tables["organisations_unit"] if u["parent_id"] in found} - found:
            found |= more
        return found

    def related(self, user: Row, person: uuid.UUID | None) -> bool:
        """The young person, or a guardian of whatever age the child is."""
        if person is None:
            return False
        return user["person_id"] == person or bool(
            self.of("pathway_guardian", user_id=user["id"], person_id=person)
        )

    def by_place(self, user: Row, person: uuid.UUID | None) -> set[str]:
        """Topics that somebody sees for what they are: at the person's school, in the class, or at home."""
        found: set[str] = set()
        if person is None:
            return found
        if user["person_id"] == person:
            found |= FAMILY | {"whereabouts"}
        if self.of("pathway_guardian", user_id=user["id"], person_id=person) and not self.grown(person):
            found |= self.veiled(FAMILY, person)
        for place in self.of("pathway_enrolment", person_id=person):
            if not holds(place, self.day):
                continue
            for membership in self.memberships(user):
                role = roles()[membership["role"]]
                same_unit = role["over"] == "unit" and membership["unit_id"] == place["unit_id"]
                same_group = role["over"] == "group" and membership["group_id"] is not None
                if same_unit or (same_group and membership["group_id"] == place["group_id"]):
                    found |= self.veiled(set(role["topics"]), person, membership["role"])
        return found

    def own(self, user: Row, person: uuid.UUID) -> set[str]:
        """By place, by consent, or opened in an emergency: all but what comes with another baton."""
        opened = self.veiled({"basic", "concerns"}, person) if self.opened(user, person) else set()
        return self.by_place(user, person) | self.consented(user, person) | opened

    def consented(self, user: Row, person: uuid.UUID) -> set[str]:
        """What somebody said yes to their seeing."""
        bits = consents.shown(self, user, person)
        return self.veiled({name for name, bit in BITS.items() if bits & bit}, person)

    def veiled(self, topics: set[str], person: uuid.UUID, role: str = "") -> set[str]:
        """Where somebody goes comes with who they are, unless the address is protected and the role isn't named."""
        level = self.one("pathway_youngperson", person)["protection"]
        hidden = set() if not level or role in KEEPS[level] else set(KEEP[level])
        return (topics | ({"whereabouts"} if "basic" in topics else set())) - hidden

    def opened(self, user: Row, person: uuid.UUID) -> bool:
        """Emergency access that has not ended."""
        return any(
            row["ended_at"] is None and row["until"] > clock.now()
            for row in self.tables.get("pathway_emergency", ())
            if row["user_id"] == user["id"] and row["person_id"] == person
        )

    def runs(self, user: Row, unit: uuid.UUID) -> bool:
        """Leads the unit or one above it, or looks after the system there."""
        leads = {code for code, role in roles().items() if role.get("leads")}
        return unit in self.below(user, leads | RUNS)

    def grown(self, person: uuid.UUID) -> bool:
        """Eighteen today or before; one whose age nobody knows is no child of anybody's."""
        born = self.one("pathway_youngperson", person)["born"]
        if born is None:
            return True
        day = 28 if (born.month, born.day) == (2, 29) else born.day
        return self.day >= date(born.year + 18, born.month, day)

    def topics(self, user: Row, person: uuid.UUID | None) -> set[str]:
        """With those that come with a consent, or a baton about the person, held or asked about."""
        found = self.by_place(user, person) | (self.consented(user, person) if person else set())
        for baton in self.of("baton_baton", person_id=person, closed_at=None) if person else ():
            if (
                user["id"] in (baton["holder_id"], baton["offered_to_id"])
                and day_of(baton["opened_at"]) <= self.day
            ):
                topics = {"basic", "concerns"} | ({"environment"} if baton["urgent"] else set())
                found |= self.veiled(topics, person)
        if person and self.opened(user, person):
            found |= self.veiled({"basic", "concerns"}, person)
        return found

    def concern(self, user: Row, row: Row) -> bool:
        """As ``cases/access.py`` says it."""
        if row["hidden_ground"] and self.related(user, row["person_id"]):
            return False
        for baton in self.of("baton_baton", subject_id=row["id"], closed_at=None):
            if user["id"] in (baton["holder_id"], baton["offered_to_id"]):
                return True
        if row["person_id"] is not None:
            return any(BITS[topic] & row["topic"] for topic in self.own(user, row["person_id"]))
        leads = {code for code, role in roles().items() if role.get("leads")}
        said_it = row["raised_by_id"] == user["id"] and self.is_at(user, row["unit_id"])
        return said_it or self.is_at(user, row["unit_id"], leads)

    def baton(self, user: Row, row: Row) -> bool:
        """Who holds it or is asked; who leads its unit; who may know what it is about: of a young person the
        concerns by their place, not by another baton; of a class or a routine the colleagues there, and who
        handed it on. Close family only if it is theirs.
        """
        if user["id"] in (row["holder_id"], row["offered_to_id"]):
            return True
        if row["hidden"] and self.related(user, row["person_id"]):
            return False
        if self.is_at(user, row["unit_id"], {code for code, role in roles().items() if role.get("leads")}):
            return True
        if row["person_id"] is not None:
            return ("environment" if row["urgent"] else "concerns") in self.own(user, row["person_id"])
        handed_on = row["moved_by_id"] == user["id"] and row["version"] > 1
        groups = {None, row["group_id"]}
        return handed_on or any(
            m["unit_id"] == row["unit_id"] and (row["group_id"] is None or m["group_id"] in groups)
            for m in self.memberships(user)
        )

    def plan(self, user: Row, row: Row) -> bool:
        """Who follows up; the young person and guardians when it is shown to them."""
        return self.shown(user, row) or self.follows(user, row["person_id"])

    def follows(self, user: Row, person: uuid.UUID) -> bool:
        """By place, or with the responsibility for a concern about them."""
        kinds = {"subject_kind": "concern", "holder_id": user["id"], "closed_at": None}
        return "concerns" in self.own(user, person) or bool(self.of("baton_baton", person_id=person, **kinds))

    def shown(self, user: Row, row: Row) -> bool:
        themselves = row["shown"] != "" and user["person_id"] == row["person_id"]
        home = row["shown"] == "family" and self.related(user, row["person_id"])
        return themselves or (home and "basic" in self.topics(user, row["person_id"]))

    def works_on(self, user: Row, row: Row) -> bool:
        """A measure: who follows up, and who has it or is asked to take it."""
        held = any(
            user["id"] in (baton["holder_id"], baton["offered_to_id"])
            for baton in self.of("baton_baton", subject_id=row["id"], closed_at=None)
        )
        return held or self.follows(user, row["person_id"])

    def measure(self, user: Row, row: Row) -> bool:
        """The same, and the family when it is shown to them."""
        return self.shown(user, row) or self.works_on(user, row)

    def statement(self, user: Row, row: Row) -> bool:
        return row["author_id"] == user["id"] or self.concern(
            user, self.one("cases_concern", row["concern_id"])
        )

    def held(self, user: Row, subject: uuid.UUID) -> bool:
        """Has its baton, or is asked to take it."""
        return any(
            user["id"] in (baton["holder_id"], baton["offered_to_id"])
            for baton in self.of("baton_baton", subject_id=subject, closed_at=None)
        )

    def maps(self, user: Row, row: Row) -> bool:
        """Follows up: sees concerns by place and not by another baton, or has the mapping."""
        return "concerns" in self.own(user, row["person_id"]) or self.held(user, row["id"])

    def mapping(self, user: Row, row: Row) -> bool:
        """As ``cases/mapping/access.py`` says it."""
        if self.maps(user, row):
            return True
        if row["state"] == "done" and row["shown"] and user["person_id"] == row["person_id"]:
            return True
        asked = self.of("cases_asked", mapping_id=row["id"], user_id=user["id"])
        return bool(asked) and "basic" in self.topics(user, row["person_id"])

    def clarified(self, user: Row, row: Row) -> bool:
        """Who follows up; when it has been held, the young person and the guardians of a child."""
        close = row["state"] == "decided" and self.related(user, row["person_id"])
        return self.maps(user, row) or (close and "basic" in self.topics(user, row["person_id"]))

    def rhythm(self, user: Row, row: Row) -> bool:
        if row["person_id"] is not None:
            return "signals" in self.topics(user, row["person_id"])
        return self.is_at(user, row["unit_id"], RHYTHM)


def rows(table: str) -> list[Row]:
    """All of it, as the one who asks sees it."""
    with connection.cursor() as cursor:
        cursor.execute(f'select * from "{table}"')
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


Rule = Callable[[World, Row, Row], bool]


def topic(name: str, column: str = "person_id") -> Rule:
    return lambda world, user, row: name in world.topics(user, row[column])


def mine(column: str) -> Rule:
    return lambda world, user, row: row[column] == user["id"]


def everybody(world: World, user: Row, row: Row) -> bool:
    return True


def _of_concern(world: World, user: Row, row: Row) -> bool:
    return world.concern(user, world.one("cases_concern", row["concern_id"]))


def _of_baton(world: World, user: Row, row: Row) -> bool:
    return world.baton(user, world.one("baton_baton", row["baton_id"]))


def _user(world: World, user: Row, row: Row) -> bool:
    known = row["kind"] in ("staff", "system") or row["id"] == user["id"]
    return known or "whereabouts" in world.topics(user, row["person_id"])


def _emergency(world: World, user: Row, row: Row) -> bool:
    return (
        row["user_id"] == user["id"]
        or user["person_id"] == row["person_id"]
        or _ends(world, user, row)
        or "concerns" in world.topics(user, row["person_id"])
    )


def _restricted(world: World, user: Row, row: Row) -> bool:
    said = world.one("cases_statement", row["statement_id"])
    name = {128: "health", 256: "social", 512: "nav", 1024: "family"}[row["topic"]]
    return said["author_id"] == user["id"] or (
        world.statement(user, said) and name in world.topics(user, row["person_id"])
    )


def _answer(world: World, user: Row, row: Row) -> bool:
    """The author; of those who see the mapping who sees the topic, not by another baton; the young person their own
    words, and ordinary ones when they are shown."""
    if row["author_id"] == user["id"]:
        return True
    talk = world.one("cases_mapping", row["mapping_id"])
    if not world.mapping(user, talk):
        return False
    if user["person_id"] == row["person_id"]:
        shown = talk["state"] == "done" and talk["shown"] and row["topic"] == BITS["concerns"]
        return row["for_young"] or shown
    seen = world.own(user, row["person_id"]) | ({"concerns"} if world.held(user, talk["id"]) else set())
    return any(BITS[name] & row["topic"] for name in seen)


def _of_mapping(world: World, user: Row, row: Row) -> bool:
    return world.mapping(user, world.one("cases_mapping", row["mapping_id"]))


def _answers_now(world: World, user: Row, row: Row) -> bool:
    return (
        row["author_id"] == user["id"]
        and _of_mapping(world, user, row)
        and world.one("cases_mapping", row["mapping_id"])["state"] == "open"
    )


def _asks_for(world: World, user: Row, row: Row) -> bool:
    sees = "concerns" in world.topics(user, row["person_id"])
    return row["asked_by_id"] == user["id"] and sees and _of_mapping(world, user, row)


def _begins(world: World, user: Row, row: Row) -> bool:
    return row["opened_by_id"] == user["id"] and "concerns" in world.topics(user, row["person_id"])


def _coordinates(world: World, user: Row, row: Row) -> bool:
    return row["by_id"] == user["id"] and world.is_at(user, row["unit_id"], {"county_coordinator"})


def _ends(world: World, user: Row, row: Row) -> bool:
    leads = {code for code, role in roles().items() if role.get("leads")}
    return row["user_id"] == user["id"] or world.is_at(user, row["unit_id"], leads)


def _opens(world: World, user: Row, row: Row) -> bool:
    """By emergency.toml: colleagues at the school, and the follow-up service in the county."""
    person = row["person_id"]
    colleagues = {"subject_teacher", "contact_teacher", "counsellor", "department_head", "school_nurse"}
    goes = any(
        p["unit_id"] == row["unit_id"] and holds(p, world.day)
        for p in world.of("pathway_enrolment", person_id=person)
    )
    here = goes and world.is_at(user, row["unit_id"], colleagues)
    unit = world.one("organisations_unit", row["unit_id"])
    follows = unit["kind"] == "follow_up_service" and world.is_at(
        user, unit["id"], {"ot_adviser", "ot_coordinator"}
    )
    young = world.one("pathway_youngperson", person)
    return (
        row["user_id"] == user["id"] and row["opened_at"] == clock.now() and row["ended_at"] is None
        and (here or follows) and not young["protection"] and not young["merged_into_id"]
        and not world.related(user, person) and not {"basic", "concerns"} <= world.topics(user, person)
    )  # fmt: skip


def _change(world: World, user: Row, row: Row) -> bool:
    return row["by_id"] == user["id"] or world.runs(user, row["unit_id"])


def _asks(world: World, user: Row, row: Row) -> bool:
    return row["by_id"] == user["id"] and row["state"] == "waiting" and world.runs(user, row["unit_id"])


def _runs(world: World, user: Row, row: Row) -> bool:
    return world.runs(user, row["unit_id"])


def _confirms(world: World, user: Row, row: Row) -> bool:
    whose = world.one("accounts_membership", row["membership_id"])
    fits = whose["unit_id"] == row["unit_id"] and whose["user_id"] != user["id"]
    return row["by_id"] == user["id"] and fits and world.runs(user, row["unit_id"])


def _load(world: World, user: Row, row: Row) -> bool:
    return world.is_at(user, row["unit_id"], SCHOOL_LEADS) or world.is_at(
        user, None, COUNTY | {"system_admin"}
    )


def _quarantined(world: World, user: Row, row: Row) -> bool:
    return row["unit_id"] in world.below(user, {"system_admin"})


def _raise(world: World, user: Row, row: Row) -> bool:
    if row["raised_by_id"] != user["id"] or row["state"] != "raised":
        return False
    if row["person_id"] is not None:
        return "basic" in world.topics(user, row["person_id"])
    goes_there = any(
        place["unit_id"] == row["unit_id"]
        and holds(place, world.day)
        and "whereabouts" in world.topics(user, place["person_id"])
        for place in world.tables["pathway_enrolment"]
    )
    return world.is_at(user, row["unit_id"]) or goes_there


def _say(world: World, user: Row, row: Row) -> bool:
    concern = world.one("cases_concern", row["concern_id"])
    raised = concern["raised_by_id"] == user["id"]
    return row["author_id"] == user["id"] and (raised or world.concern(user, concern))


def _receipt(world: World, user: Row, row: Row) -> bool:
    said = world.one("cases_statement", row["statement_id"])
    return row["to_id"] == said["author_id"] and world.statement(user, said)


def _open_baton(world: World, user: Row, row: Row) -> bool:
    knows = row["person_id"] is None or "basic" in world.topics(user, row["person_id"])
    return row["moved_by_id"] == user["id"] and knows


def _of_plan(world: World, user: Row, row: Row) -> bool:
    return world.plan(user, world.one("cases_plan", row["plan_id"]))


def _of_measure(world: World, user: Row, row: Row) -> bool:
    return world.measure(user, world.one("measures_measure", row["measure_id"]))


def _follows_up(column: str) -> Rule:
    return lambda world, user, row: row[column] == user["id"] and world.follows(user, row["person_id"])


def _adds_own(world: World, user: Row, row: Row) -> bool:
    may = SCHOOL_LEADS | {"ot_coordinator", "nav_leader"}
    return row["by_id"] == user["id"] and world.is_at(user, row["unit_id"], may)


def _step(world: World, user: Row, row: Row) -> bool:
    return row["by_id"] == user["id"] and _of_concern(world, user, row)


def _report(world: World, user: Row, row: Row) -> bool:
    return row["by_id"] == user["id"] and "basic" in world.topics(user, row["person_id"])


def _leads(world: World, user: Row, row: Row) -> bool:
    return world.is_at(user, row["unit_id"], {code for code, role in roles().items() if role.get("leads")})


def _event(world: World, user: Row, row: Row) -> bool:
    """What was changed about a person, as far as one may see that which was changed."""
    if row["person_id"] is None:
        return False
    for kind, table, sees in (
        ("concern", "cases_concern", world.concern),
        ("mapping", "cases_mapping", world.mapping),
        ("clarification", "cases_clarification", world.clarified),
        ("baton", "baton_baton", world.baton),
        ("consent", "consent_consent", lambda user, row: consents.consent(world, user, row)),
        ("disclosure", "consent_disclosure", lambda user, row: consents.disclosure(world, user, row)),
        ("thread", "cases_thread", lambda user, row: letters.thread(world, user, row)),
        ("meeting_item", "meetings_item", lambda user, row: meetings.item(world, user, row)),
        ("plan", "cases_plan", world.plan),
        ("measure", "measures_measure", world.measure),
        ("emergency", "pathway_emergency", lambda user, row: SEES["pathway_emergency"](world, user, row)),
    ):
        if row["subject_kind"] == kind:
            return sees(user, world.one(table, row["subject_id"]))
    topic_of = {"signal": "signals", "merge": "basic"}.get(row["subject_kind"])
    return topic_of in world.topics(user, row["person_id"])


def _question(world: World, user: Row, row: Row) -> bool:
    """Who asked, who answered, who leads the unit that answers, and who has it."""
    held = world.of("baton_baton", subject_id=row["id"], holder_id=user["id"], closed_at=None)
    return user["id"] in (row["asked_by_id"], row["answered_by_id"]) or _leads(world, user, row) or bool(held)


def _answers(world: World, user: Row, row: Row) -> bool:
    held = world.of("baton_baton", subject_id=row["id"], holder_id=user["id"], closed_at=None)
    return _leads(world, user, row) or bool(held)


SEES: dict[str, Rule] = {
    "mfa_authenticator": mine("user_id"),
    "usersessions_usersession": mine("user_id"),
    "audit_event": _event,
    "oversight_question": _question,
    "oversight_unusual": _leads,
    "access_accessrow": mine("user_id"),
    "accounts_confirmation": _runs,
    "accounts_confirmationcall": _runs,
    "accounts_membership": everybody,
    "accounts_membershipchange": _change,
    "accounts_user": _user,
    "baton_baton": lambda world, user, row: world.baton(user, row),
    "baton_batonmove": _of_baton,
    "cases_agreement": _of_plan,
    "cases_goal": _of_plan,
    "cases_plan": lambda world, user, row: world.plan(user, row),
    "measures_evaluation": _of_measure,
    "measures_measure": lambda world, user, row: world.measure(user, row),
    "measures_ownmeasure": everybody,
    "measures_remark": _of_measure,
    "cases_answer": _answer,
    "cases_asked": _of_mapping,
    "cases_clarification": lambda world, user, row: world.clarified(user, row),
    "cases_concern": lambda world, user, row: world.concern(user, row),
    "cases_draft": mine("author_id"),
    "cases_factorversion": everybody,
    "cases_letter": letters.letter,
    "cases_mapping": lambda world, user, row: world.mapping(user, row),
    "cases_dutyreport": mine("by_id"),
    "cases_receipt": mine("to_id"),
    "cases_restrictedwords": lambda world, user, row: _restricted(world, user, row),
    "cases_statement": lambda world, user, row: world.statement(user, row),
    "cases_step": _of_concern,
    "cases_thread": letters.thread,
    "accounts_hat": mine("user_id"),
    "consent_consent": consents.consent,
    "consent_disclosure": consents.disclosure,
    "consent_paper": consents.paper,
    "consent_warned": consents.of_consent,
    "consent_withdrawal": consents.of_consent,
    "meetings_attendance": meetings.of_meeting,
    "meetings_decision": meetings.of_item,
    "meetings_feed": mine("user_id"),
    "meetings_item": meetings.item,
    "meetings_meeting": meetings.of_team,
    "meetings_minute": meetings.minute,
    "meetings_seat": meetings.of_team,
    "meetings_team": meetings.team,
    "identification_rhythmdone": lambda world, user, row: world.rhythm(user, row),
    "identification_ruleload": _load,
    "identification_ruleswitch": everybody,
    "identification_signal": topic("signals"),
    "insight_unitweek": lambda world, user, row: row["unit_id"] in world.below(user, SCHOOL_LEADS | COUNTY),
    "intake_importbatch": lambda world, user, row: bool(world.below(user, {"system_admin"})),
    "intake_quarantinerow": _quarantined,
    "notify_message": mine("to_id"),
    "pathway_absence": topic("absence"),
    "pathway_absenceweek": topic("absence"),
    "pathway_contactpoint": topic("whereabouts"),
    "pathway_emergency": _emergency,
    "pathway_enrolment": topic("whereabouts"),
    "pathway_factevent": topic("absence"),
    "pathway_guardian": topic("basic"),
    "pathway_result": topic("results"),
    "pathway_score": topic("results"),
    "pathway_youngperson": topic("basic", "id"),
}
"""Who may read a row. A table that stands neither here nor among the open ones shows the app nothing."""

CHANGES: dict[str, Rule] = {
    "mfa_authenticator": mine("user_id"),
    "usersessions_usersession": mine("user_id"),
    "oversight_question": _answers,
    "oversight_unusual": _leads,
    "accounts_user": mine("id"),
    "pathway_emergency": _ends,
    "cases_plan": lambda world, user, row: world.follows(user, row["person_id"]),
    "measures_measure": lambda world, user, row: world.works_on(user, row),
    "cases_answer": _answers_now,
    "cases_clarification": lambda world, user, row: world.maps(user, row),
    "cases_draft": mine("author_id"),
    "cases_mapping": lambda world, user, row: world.maps(user, row),
    "cases_thread": letters.thread,
    "meetings_attendance": meetings.of_meeting,
    "meetings_feed": mine("user_id"),
    "meetings_item": meetings.moves,
    "meetings_meeting": meetings.of_team,
    "meetings_minute": meetings.rewrites,
    "meetings_seat": meetings.of_team,
    **{
        table: SEES[table]
        for table in (
            "baton_baton",
            "cases_concern",
            "identification_signal",
            "intake_quarantinerow",
            "notify_message",
            "pathway_contactpoint",
            "pathway_youngperson",
        )
    },
}
REMOVES: dict[str, Rule] = {
    "mfa_authenticator": mine("user_id"),
    "usersessions_usersession": mine("user_id"),
    "accounts_confirmation": mine("by_id"),
    "identification_rhythmdone": SEES["identification_rhythmdone"],
}
ADDS: dict[str, Rule] = {
    "mfa_authenticator": mine("user_id"),
    "usersessions_usersession": mine("user_id"),
    "accounts_hat": lambda world, user, row: (
        row["user_id"] == user["id"]
        and row["at"] == clock.now()
        and row["membership_id"] in {one["id"] for one in world.memberships(user)}
    ),
    "consent_consent": consents.gives,
    "consent_disclosure": consents.discloses,
    "consent_paper": consents.scans,
    "consent_withdrawal": consents.withdraws,
    "meetings_attendance": meetings.attends,
    "meetings_decision": meetings.decides,
    "meetings_feed": mine("user_id"),
    "meetings_item": meetings.puts,
    "meetings_meeting": meetings.runs,
    "meetings_minute": meetings.writes,
    "meetings_seat": meetings.runs,
    "meetings_team": meetings.begins,
    "cases_restrictedwords": lambda world, user, row: (
        world.one("cases_statement", row["statement_id"])["author_id"] == user["id"]
    ),
    "accounts_confirmation": _confirms,
    "accounts_membershipchange": _asks,
    "pathway_emergency": _opens,
    "audit_event": mine("actor_id"),
    "audit_read": mine("actor_id"),
    "oversight_question": lambda world, user, row: (
        row["asked_by_id"] == user["id"] and "basic" in world.topics(user, row["person_id"])
    ),
    "baton_baton": _open_baton,
    "baton_batonmove": mine("actor_id"),
    "cases_agreement": lambda world, user, row: row["by_id"] == user["id"] and _of_plan(world, user, row),
    "cases_goal": lambda world, user, row: row["by_id"] == user["id"] and _of_plan(world, user, row),
    "cases_plan": _follows_up("opened_by_id"),
    "measures_evaluation": lambda world, user, row: (
        row["by_id"] == user["id"] and _of_measure(world, user, row)
    ),
    "measures_measure": _follows_up("added_by_id"),
    "measures_ownmeasure": _adds_own,
    "measures_remark": lambda world, user, row: row["by_id"] == user["id"] and _of_measure(world, user, row),
    "cases_answer": _answers_now,
    "cases_asked": _asks_for,
    "cases_concern": _raise,
    "cases_draft": _answers_now,
    "cases_factorversion": _coordinates,
    "cases_clarification": _begins,
    "cases_letter": letters.writes,
    "cases_mapping": _begins,
    "cases_thread": letters.begins,
    "cases_dutyreport": _report,
    "cases_receipt": _receipt,
    "cases_statement": _say,
    "cases_step": _step,
    "identification_rhythmdone": SEES["identification_rhythmdone"],
    "identification_ruleswitch": mine("by_id"),
    "notify_message": mine("by_id"),
    "pathway_contactpoint": topic("whereabouts"),
}
AUTHOR = {
    "mfa_authenticator": "user_id",
    "usersessions_usersession": "user_id",
    "accounts_confirmation": "by_id", "accounts_membershipchange": "by_id", "pathway_emergency": "user_id",
    "audit_event": "actor_id", "audit_read": "actor_id", "oversight_question": "asked_by_id",
    "accounts_hat": "user_id", "consent_consent": "by_id", "consent_disclosure": "by_id", "consent_withdrawal": "by_id",
    "meetings_attendance": "by_id", "meetings_decision": "by_id", "meetings_feed": "user_id", "meetings_item": "by_id",
    "meetings_meeting": "by_id", "meetings_minute": "by_id", "meetings_seat": "by_id", "meetings_team": "by_id",
    "baton_baton": "moved_by_id", "baton_batonmove": "actor_id",
    "cases_answer": "author_id", "cases_asked": "asked_by_id", "cases_draft": "author_id",
    "cases_clarification": "opened_by_id", "cases_factorversion": "by_id", "cases_mapping": "opened_by_id",
    "cases_letter": "by_id", "cases_thread": "opened_by_id",
    "cases_concern": "raised_by_id", "cases_dutyreport": "by_id", "cases_statement": "author_id",
    "cases_agreement": "by_id", "cases_goal": "by_id", "cases_plan": "opened_by_id", "measures_evaluation": "by_id",
    "measures_measure": "added_by_id", "measures_ownmeasure": "by_id", "measures_remark": "by_id",
    "cases_step": "by_id", "identification_ruleswitch": "by_id", "notify_message": "by_id",
}  # fmt: skip
"""The column that says who wrote the row; nobody writes in another's name."""
