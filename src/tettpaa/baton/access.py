"""Who may see a baton and do what with it, and why; and the functions that hold the promise at commit."""

from importlib.resources import files

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, permission
from tettpaa.access.install import definer
from tettpaa.access.rows import ME, TODAY, Ground, Rows, declare, sees
from tettpaa.access.topics import Topic
from tettpaa.accounts.models import Membership, User, UserKind
from tettpaa.accounts.queries import leader_of, memberships_of
from tettpaa.accounts.roles import by_name, leading, roles
from tettpaa.baton.models import Baton
from tettpaa.baton.rules import ladders
from tettpaa.baton.states import Move, State, allowed
from tettpaa.kit import clock
from tettpaa.pathway.access import family
from tettpaa.pathway.queries import family_of

_LEADING = ", ".join(f"'{role}'" for role in leading())
_NOW = f"m.user_id = {ME} and m.first <= {TODAY} and (m.last is null or m.last >= {TODAY})"
_HERS = f"(holder_id = {ME} or offered_to_id = {ME})"
# Sight that came with one baton shows no other.
_NOT_ANOTHERS = "a.ground <> 'baton' or a.source_id = baton_baton.id"
_TOPIC = f"case when baton_baton.urgent then {int(Topic.ENVIRONMENT)} else {int(Topic.CONCERNS)} end"
_KNOWS = sees("baton_baton.person_id", _TOPIC, also=_NOT_ANOTHERS)
_LEADS = f"unit_id in (select m.unit_id from accounts_membership m where {_NOW} and m.role in ({_LEADING}))"
# A class or a routine is no personal matter: colleagues at the unit may know who answers for it, and whoever
# handed it on (not who raised it) where it went.
_COLLEAGUE = (
    f"(person_id is null and ((moved_by_id = {ME} and version > 1) or exists ("
    f"select 1 from accounts_membership m where {_NOW} and m.unit_id = baton_baton.unit_id "
    f"and (m.group_id is null or baton_baton.group_id is null or m.group_id = baton_baton.group_id))))"
)
_KEPT_OUT = f"hidden and {family('baton_baton.person_id')}"
_SEES = f"({_HERS} or (({_KNOWS} or {_LEADS} or {_COLLEAGUE}) and not ({_KEPT_OUT})))"
_OPENS = f"moved_by_id = {ME} and (person_id is null or {sees('baton_baton.person_id', Topic.BASIC)})"

_TOPICS = f"case when b.urgent then {int(Topic.BASIC | Topic.CONCERNS | Topic.ENVIRONMENT)} else "
_TOPICS += f"{int(Topic.BASIC | Topic.CONCERNS)} end"


def _ground(column: str) -> str:
    return (
        f"select b.{column} as user_id, b.person_id, b.id as source_id, {_TOPICS} as topics, "
        f"(b.opened_at at time zone 'Europe/Oslo')::date as first, null::date as last from baton_baton b "
        f"where b.closed_at is null and b.person_id is not null and b.{column} is not null"
    )


declare(
    Rows("baton.Baton", select=_SEES, insert=_OPENS, update=_SEES, fixed=Baton.FIXED),
    Rows(
        "baton.BatonMove",
        select="exists (select 1 from baton_baton b where b.id = baton_batonmove.baton_id)",
        insert=f"actor_id = {ME}",
    ),
    Ground(
        "baton", f"{_ground('holder_id')} union all {_ground('offered_to_id')}", "fordi du har ansvaret nå"
    ),
)


def sql(name: str) -> str:
    """The text of ``sql/<name>.sql``, also for the migration."""
    text = files("tettpaa.baton").joinpath(f"sql/{name}.sql").read_text()
    holding = ", ".join(f"'{role}'" for role in by_name())
    return text.replace(":leading", _LEADING).replace(":holding", holding)


definer(sql("baton_mine"), "baton_mine(text)")
definer(sql("baton_rests"), "baton_rests(uuid, uuid)", "tettpaa_system")
definer(sql("baton_agrees"), "baton_agrees(text, uuid)", "tettpaa_system")
definer(sql("baton_held"), "baton_held()", "tettpaa_system")
definer(sql("baton_left"), "baton_left()", "tettpaa_system")
definer(sql("baton_demanded"), "baton_demanded()", "tettpaa_system")
definer(sql("baton_of_member"), "baton_of_member(uuid)")
definer(sql("baton_counts"), "baton_counts(text[])", "tettpaa_app, tettpaa_system")


def on_ladder(viewer: User, baton: Baton) -> Membership | None:
    """What makes the viewer one of those the ladder names, at the baton's unit today."""
    codes = [step.code for step in ladders(clock.today())[baton.ladder].steps]
    own = [m for m in memberships_of(viewer=viewer) if m.unit_id == baton.unit_id and m.role in codes]
    for membership in sorted(own, key=lambda m: codes.index(m.role)):
        if roles()[membership.role].over != "group" or membership.group_id == baton.group_id:
            return membership
    return None


def leads(viewer: User, unit_id: object) -> bool:
    """Whether the viewer answers for the unit today; if nobody there does, the one above who does."""
    own = [m.unit_id for m in memberships_of(viewer=viewer) if m.role in leading()]
    return unit_id in own or (bool(own) and leader_of(unit_id) == viewer)


def _may(viewer: User, baton: Baton, move: Move, who: str) -> Decision:
    """``who`` are letters: h the holder, t the one it is offered to, l who leads the unit, o the ladder."""
    if not allowed(baton.state, move):
        return Decision(False, _not_now(baton.state))
    if "h" in who and baton.holder_id == viewer.id:
        return Decision(True, _("fordi du har ansvaret nå"))
    if "t" in who and baton.offered_to_id == viewer.id:
        return Decision(True, _("fordi du er spurt om å ta over ansvaret"))
    if "o" in who and (membership := on_ladder(viewer, baton)):
        return Decision(True, _("fordi du er %(role)s her") % {"role": membership.role_label})
    if "l" in who and leads(viewer, baton.unit_id):
        return Decision(True, _("fordi du leder enheten"))
    return Decision(False, _refusal(who))


def _not_now(state: State) -> str:
    return {
        State.HELD: _("Ansvaret er ikke tilbudt noen nå."),
        State.OFFERED: _("Ansvaret er tilbudt en annen. Vent på svar, eller la lederen gi det videre."),
        State.CLOSED: _("Saken er avsluttet."),
    }[state]


def _refusal(who: str) -> str:
    if "t" in who:
        return _("Bare den som er spurt, kan svare.")
    if "o" in who:
        return _("Bare de som kan få ansvaret her, og den som leder enheten, kan ta over.")
    return _("Bare den som har ansvaret, og den som leder enheten, kan gjøre dette.")


def _unless_urgent(viewer: User, baton: Baton, move: Move, who: str) -> Decision:
    if baton.urgent:
        refused = _("Saker om skolemiljøet er rektors plikt (opplæringslova § 12-4) og kan ikke gis fra seg.")
        return Decision(False, refused)
    return _may(viewer, baton, move, who)


@permission("baton.offer")
def _offer(viewer: User, baton: Baton) -> Decision:
    return _unless_urgent(viewer, baton, Move.OFFERED, "hl")


@permission("baton.give")
def _give(viewer: User, baton: Baton) -> Decision:
    return _unless_urgent(viewer, baton, Move.GIVEN, "hl")


@permission("baton.accept")
def _accept(viewer: User, baton: Baton) -> Decision:
    return _may(viewer, baton, Move.ACCEPTED, "t")


@permission("baton.decline")
def _decline(viewer: User, baton: Baton) -> Decision:
    return _unless_urgent(viewer, baton, Move.DECLINED, "t")


@permission("baton.take")
def _take(viewer: User, baton: Baton) -> Decision:
    if baton.holder_id == viewer.id:
        return Decision(False, _("Du har allerede ansvaret."))
    if baton.person_id and viewer.id in family_of(baton.person_id):
        return Decision(False, _("Foresatte og ungdommen selv kan ikke få ansvaret."))
    return _may(viewer, baton, Move.TAKEN, "ol")


@permission("baton.reschedule")
def _reschedule(viewer: User, baton: Baton) -> Decision:
    return _may(viewer, baton, Move.RESCHEDULED, "hl")


@permission("baton.close")
def _close(viewer: User, baton: Baton) -> Decision:
    return _may(viewer, baton, Move.CLOSED, "hl")


@permission("baton.climb")
def _climb(viewer: User, _subject: object) -> Decision:
    if viewer.kind == UserKind.SYSTEM:
        return Decision(True, _("fordi systemet følger fristene"))
    return Decision(False, _("Bare systemet flytter ansvar når fristen er ute."))
