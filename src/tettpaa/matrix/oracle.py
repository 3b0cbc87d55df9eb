"""What should come of a cell, from the permission tables and their sentences alone: no room's code, no database.

The world it speaks of (``world``): the concern about somebody in the viewer's own group is held by the one who is
nearest there, as the ladder says; nobody has said more about it yet; the one who gave a record away still works.
"""

from typing import Literal

from tettpaa.access.permissions import Permission, permissions
from tettpaa.accounts.roles import leading, roles
from tettpaa.baton.rules import ladder_for
from tettpaa.cases.states import TRANSITIONS, State, Verb
from tettpaa.kit import clock
from tettpaa.matrix.cells import Cell, Record, Viewer, let_in
from tettpaa.pathway.emergencies import terms
from tettpaa.pathway.protection import protections

Outcome = Literal["ok", "log in", "refused", "not told", "no such way", "not now"]
CODES: dict[Outcome, tuple[int, ...]] = {
    "ok": (200, 302, 422),
    "log in": (302,),
    "refused": (403,),
    "not told": (404,),
    "no such way": (405,),
    "not now": (302,),
}
"""What each outcome is in HTTP. "Log in" sends to that page, and ``trial`` looks whether it does; "not now": as the
concern stands nobody can do it, so that nothing is done and the page is shown as it is."""

ONLY_IN_THE_DEMO = ("demo_login",)
NO_PROVIDER = ("elsewhere", "openid_connect_callback")
"""Out to a log-in provider and back; the world has none."""
NO_KEY = ("meeting_feed",)
"""The address is itself the key, and nobody in the world has made one."""
ON_THE_WAY = ("mfa_authenticate", "second_factor_first")
"""For one who has given a first factor and no second; the viewers are wholly in."""
BEGUN = State.RAISED
"""How far every concern of the world has come."""
PROTECTION = "strictly"
LOOKS = dict.fromkeys(("person.protect", "plan.open", "mapping.open", "clarification.open"), ("person.read",))
"""Of acts that have no page of their own: what lets one know that there is anything to act on."""
BY_VERB = {
    "concern.see": Verb.SEE,
    "concern.decide": Verb.DECIDE,
    "concern.pass_on": Verb.PASS_ON,
    "concern.close": Verb.CLOSE,
}


def expected(cell: Cell) -> Outcome:
    """A stranger isn't told; one who may look but not do it is refused with the reason."""
    here = cell.door.declared
    if cell.viewer.role is None and here.open_to != "anybody":
        return "log in"
    if not (here.reads if cell.method == "GET" else here.sends):
        return "no such way"
    if cell.door.name in ON_THE_WAY:
        return "log in" if cell.viewer.role is None else "not now"
    if cell.door.name in (*ONLY_IN_THE_DEMO, *NO_PROVIDER, *NO_KEY):
        return "not told"
    looked = _looks(cell)
    if looked == "ok" and "key" in cell.door.about and not _knows_where(cell):
        return "refused"  # to whom it should go is a whereabout; the page says whom to call
    if looked != "ok" or not cell.act:
        return looked
    if cell.act == "concern.reopen":
        return "not now"
    return "ok" if _has(cell.viewer, permissions()[cell.act], cell.record) else "refused"


def _looks(cell: Cell) -> Outcome:
    viewer, record = cell.viewer, cell.record
    if "question" in cell.door.about:
        return "ok" if record and (_asked(viewer, record) or _answers_for(viewer, record)) else "not told"
    if cell.door.declared.open_to == "author":
        return "ok" if record is not None and record.code == "own" and not viewer.family else "not told"
    if cell.door.declared.open_to:
        return "not told" if cell.door.declared.open_to == "staff" and viewer.family else "ok"
    if "group" in cell.door.about and viewer.family:
        return "not told"  # a family doesn't look at a class, though one of theirs is in it
    if record and "emergency" in cell.door.about:
        # Read by who sees concerns of them, who leads there, and the one it is about.
        themselves = viewer.code == "young" and record.code == "own"
        return (
            "ok" if themselves or sees(viewer, record, "concerns") or _leads(viewer, record) else "not told"
        )
    asked = [
        permissions()[action]
        for action in cell.door.declared.get or LOOKS.get(cell.act, cell.door.declared.post)
    ]
    about_one = [one for one in asked if one.where != "anywhere"] if cell.door.by_unit and record else asked
    if any(_has(viewer, one, record) for one in about_one):
        return "ok"
    if "read" in cell.door.about and record and sees(viewer, record, "basic"):
        return "refused"  # staff who see the young person are told whom to talk to
    if "membership" in cell.door.about:  # colleagues are known to all
        return "refused"
    if "change" not in cell.door.about and all(
        _by_office(one) and not _has(viewer, one, None) for one in asked
    ):
        return "refused"
    return "not told"


def _knows_where(cell: Cell) -> bool:
    """``protection.toml`` names the roles that keep a protected address."""
    assert cell.record
    return not cell.record.protected or cell.viewer.code in protections()[PROTECTION].seen_by


def _by_office(one: Permission) -> bool:
    """It rests on what somebody is, not on whom they know."""
    return set(one.rests_on) <= {"role", "staff", "leader", "system"}


def _has(viewer: Viewer, one: Permission, record: Record | None) -> bool:
    return any(_rests(viewer, one, ground, record) for ground in one.rests_on)


def _rests(viewer: Viewer, one: Permission, ground: str, record: Record | None) -> bool:
    held = record is not None and holds(viewer, record)
    match ground:
        case "everybody":
            return True
        case "staff":
            return not viewer.family
        case "role":
            return viewer.code in one.roles and _there(viewer, one.where, record)
        case "relation":
            return record is not None and sees(viewer, record, one.topic)
        case "follows" | "let_in" | "agreed" | "seat":
            return record is not None and not viewer.family and _close(viewer, ground, record)
        case "family":
            return viewer.family and record is not None and record.code == "own"
        case "holder":
            return (held and _possible(one.action)) or (
                one.action == "read.answer" and _answers(viewer, record)
            )
        case "ladder":
            return not held and record is not None and _on_ladder(viewer, record)
        case "leader":
            return _as_leader(viewer, one, record)
        case "belongs" if one.action == "emergency.open":
            return record is not None and _opens(viewer, record)
        case "author" if one.action.startswith(
            "letter."
        ):  # each thread of the world is the young person's own
            return viewer.code == "young" and record is not None and record.code == "own"
        case _:  # belongs: the addresses tried are about young people; asked, closer, author: nobody is
            return False


def _as_leader(viewer: Viewer, one: Permission, record: Record | None) -> bool:
    if record is None or one.where == "above":
        return viewer.code in leading() and (
            record is None or _leads(viewer, record) or _above(viewer, record)
        )
    if not _leads(viewer, record):
        return False
    match one.action:
        case "person.protect":
            return not record.held and record.now
        case "emergency.end":
            return not record.held
        case "baton.take":  # who holds it already can't take it over from themselves
            return not holds(viewer, record)
        case _:
            return one.action.startswith("baton.")


def _there(viewer: Viewer, where: str, record: Record | None) -> bool:
    if record is None or where == "anywhere":
        return True
    if where == "above":
        return _above(viewer, record)
    return viewer.home == "school" and record.near in ("group", "unit")


def _above(viewer: Viewer, record: Record) -> bool:
    """The county stands above its schools."""
    return viewer.home == "county" and record.near != "away"


def _opens(viewer: Viewer, record: Record) -> bool:
    """By ``emergency.toml``: about one whom the viewer doesn't see all of that it would show, never a protected one."""
    assert viewer.role
    shown = ("basic", "concerns")
    if record.protected or all(sees(viewer, record, topic) for topic in shown):
        return False
    here = record.near in ("group", "unit") and record.now
    return any(
        viewer.home == at.kind
        and viewer.code in at.roles
        and (record.near != "away" if at.reach == "county" else here)
        for at in terms().at
    )


def sees(viewer: Viewer, record: Record, topic: str) -> bool:
    """Whether some relation shows the topic: one's role's, one's family's, or what one holds."""
    assert viewer.role
    if record.held and holds(viewer, record):
        return topic in ("basic", "concerns")
    if record.consent == "holds" and (asked := let_in(viewer)):
        return topic in ("basic", *asked.topics)
    if not record.now or topic not in viewer.role.topics:
        return False  # an address that is protected hides where they go, not that they are there
    if viewer.family:
        return record.code == "own"
    near = {"group": ("group",), "unit": ("group", "unit"), "nobody": ()}[viewer.role.over]
    return viewer.home == viewer.kind and record.near in near


def _close(viewer: Viewer, ground: str, record: Record) -> bool:
    """Of staff. The world's teams: at the unit where viewers are, those who work there; at the other, who can be let
    in by a consent.
    """
    match ground:
        case "follows":
            return not record.held and not record.consent and sees(viewer, record, "concerns")
        case "let_in":
            return record.consent == "holds"
        case "agreed":
            return record.consent == "holds" and sees(viewer, record, "concerns")
        case _:
            there = viewer.home == viewer.kind and record.near in ("group", "unit")
            return there or (record.near == "county" and let_in(viewer) is not None)


def holds(viewer: Viewer, record: Record) -> bool:
    """The one nearest to those of the own group, and whoever was given it; never one who meets nobody by name."""
    if viewer.family or viewer.role is None or not viewer.role.names:
        return False
    nearest = {"school": "contact_teacher", "kindergarten": "kindergarten_teacher"}
    return record.held or (record.nearest and viewer.code == nearest.get(viewer.home))


def _asked(viewer: Viewer, record: Record) -> bool:
    """Of the world's questions why somebody read, the young person's own."""
    return viewer.code == "young" and record.code == "own"


def _answers_for(viewer: Viewer, record: Record) -> bool:
    """The world's questions are about reads at its schools."""
    return viewer.home == "school" and viewer.code in leading() and record.near in ("group", "unit")


def _answers(viewer: Viewer, record: Record | None) -> bool:
    """Of those, the one nearest."""
    nearest = next((code for code in leading() if viewer.home in roles()[code].at), "")
    return record is not None and _answers_for(viewer, record) and viewer.code == nearest


def _on_ladder(viewer: Viewer, record: Record) -> bool:
    if viewer.home != viewer.kind or record.near not in ("group", "unit") or not record.now:
        return False
    steps = [step.code for step in ladder_for(viewer.home, clock.today()).steps]
    group_only = viewer.role is not None and viewer.role.over == "group"
    return viewer.code in steps and (record.near == "group" or not group_only)


def _leads(viewer: Viewer, record: Record) -> bool:
    if record.held:  # what was handed over lies at the viewer's own unit
        return viewer.code in leading()
    return viewer.code in leading() and viewer.home == viewer.kind and record.near in ("group", "unit")


def _possible(action: str) -> bool:
    """What is allowed of a concern that has come so far."""
    return action not in BY_VERB or (BEGUN, BY_VERB[action]) in TRANSITIONS
