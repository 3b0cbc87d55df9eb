"""Begin a team, call a meeting, put a young person on the agenda, note who came and what was said, and end it.

Each is one transaction with its audit event. What is not talked of waits for the next meeting: nothing is lost.
PermissionDenied with the reason, StaleWrite if somebody was first, InputError for what is left out.
"""

import secrets
import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from tettpaa.access.decide import demand
from tettpaa.access.words import written
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import current_memberships
from tettpaa.audit.record import record
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.meetings import queries
from tettpaa.meetings.access import ITEM, KIND
from tettpaa.meetings.models import Attendance, Decision, Feed, Item, Meeting, Minute, Seat, Team
from tettpaa.meetings.rules import LONGEST, MINUTES, NAME, PART, SUMMARY
from tettpaa.meetings.states import TRANSITIONS, State, Verb
from tettpaa.notify.actions import tell

FAR = timedelta(days=366)
"""How far ahead a meeting can be called."""


@transaction.atomic
def begin(*, by: User, unit: uuid.UUID, name: str, request_key: uuid.UUID) -> Team:
    """A team, with the one who begins it in it. The key once."""
    demand(by, "meeting.begin", unit)
    if before := Team.objects.filter(by=by, request_key=request_key).first():
        return before
    row = Team(
        id=uuid.uuid4(), unit_id=unit, name=written(name, _("Gi teamet et navn."), "name", NAME), by=by,
        at=clock.now(), request_key=request_key,
    )  # fmt: skip
    row.save(force_insert=True)
    record(by=by.id, verb="team.begun", subject=("team", row.id), unit=str(unit))
    _seat(by, row, by, unit)
    return row


@transaction.atomic
def seat(*, by: User, team: uuid.UUID, user: uuid.UUID, unit: uuid.UUID) -> Seat:
    """Let somebody who works at ``unit`` into the team; they are told. Who is in it already, stays."""
    demand(by, "meeting.run", team)
    row = Team.objects.get(id=team)
    here = current_memberships().filter(user_id=user, unit_id=unit).first()
    if here is None or unit not in {one.id for one in queries.units_for(row, viewer=by)}:
        raise InputError(_("Velg en som arbeider der."), column="user")
    return _seat(by, row, here.user, unit)


@transaction.atomic
def unseat(*, by: User, team: uuid.UUID, user: uuid.UUID) -> None:
    """From today they are not in the team."""
    demand(by, "meeting.run", team)
    for row in Seat.objects.filter(Q(last=None) | Q(last__gte=clock.today()), team_id=team, user_id=user):
        gone = max(row.first, clock.today() - timedelta(days=1))
        if row.first == clock.today():  # in and out again the same day: the row keeps its day, and no more
            gone = row.first
        Seat.objects.filter(id=row.id).update(last=gone)
        record(by=by.id, verb="team.left", subject=("team", team), user=str(user))


@transaction.atomic
def call(
    *, by: User, team: uuid.UUID, starts: datetime, minutes: int, place: str, request_key: uuid.UUID
) -> Meeting:
    """Call a meeting: those in the team are told, and what waited is on its agenda. The key once."""
    demand(by, "meeting.run", team)
    if before := Meeting.objects.filter(by=by, request_key=request_key).first():
        return before
    if not clock.now() - timedelta(hours=12) <= starts <= clock.now() + FAR:
        raise InputError(_("Velg en tid fra i dag og et år fram."), column="day")
    if not MINUTES[0] <= minutes <= MINUTES[1]:
        raise InputError(
            _("Et møte varer fra %(least)s til %(most)s minutter.")
            % {"least": MINUTES[0], "most": MINUTES[1]},
            column="minutes",
        )
    row = Meeting(
        id=uuid.uuid4(), team_id=team, starts=starts, minutes=minutes, place=place.strip()[:NAME], by=by,
        at=clock.now(), request_key=request_key,
    )  # fmt: skip
    row.save(force_insert=True)
    record(by=by.id, verb="meeting.called", subject=(KIND, row.id), team=str(team), starts=starts.isoformat())
    _carry(team, None, row.id)
    _tell(by, row, "meeting.called", day=starts.astimezone(clock.OSLO).date())
    return row


@transaction.atomic
def hold(*, by: User, meeting: uuid.UUID, version: int) -> Meeting:
    """The meeting is over: the minutes stand. What was not talked of goes on to the next."""
    row = _moved(by, meeting, version, Verb.HOLD)
    _carry(row.team_id, row.id, _next(row))
    _tell(by, row, "meeting.held", day=row.starts.astimezone(clock.OSLO).date())
    return row


@transaction.atomic
def cancel(*, by: User, meeting: uuid.UUID, version: int) -> Meeting:
    """It is not held: those in the team are told, and the agenda goes on to the next."""
    row = _moved(by, meeting, version, Verb.CANCEL)
    _carry(row.team_id, row.id, _next(row))
    _tell(by, row, "meeting.cancelled", day=row.starts.astimezone(clock.OSLO).date())
    return row


@transaction.atomic
def attend(*, by: User, meeting: uuid.UUID, present: set[uuid.UUID]) -> None:
    """Who of those in the team were there, and who were not."""
    row = Meeting.objects.get(id=meeting)
    demand(by, "meeting.run", row.team_id)
    for one in queries.seats(row.team_id, viewer=by):
        Attendance.objects.update_or_create(
            meeting=row, user_id=one.user_id,
            defaults={"present": one.user_id in present, "by": by, "at": clock.now()},
            create_defaults={
                "id": uuid.uuid4(), "present": one.user_id in present, "by": by, "at": clock.now(),
            },
        )  # fmt: skip
    record(by=by.id, verb="meeting.attended", subject=(KIND, row.id), present=len(present))


@transaction.atomic
def put(*, by: User, team: uuid.UUID, person: uuid.UUID, summary: str, request_key: uuid.UUID) -> Item:
    """On the agenda of the team's next meeting, or waiting for one. Who is on it already, is so once.

    ``summary`` must not name them: the first name, or a word of the surname, is refused.
    """
    demand(by, "meeting.raise", person)
    if team not in {one.id for one in queries.mine(viewer=by)}:
        raise InputError(_("Velg et team du er med i."), column="team")
    if before := Item.objects.filter(by=by, request_key=request_key).first():
        return before
    coming = Meeting.objects.filter(team_id=team, state=State.PLANNED).order_by("starts", "id").first()
    there = Item.objects.filter(team_id=team, person_id=person, meeting=coming, withdrawn_at=None).first()
    if there is not None:
        return there
    last = Item.objects.filter(team_id=team, meeting=coming).aggregate(n=Max("place"))["n"] or 0
    row = Item(
        id=uuid.uuid4(), team_id=team, meeting=coming, person_id=person, place=max(last, _length(coming)) + 1, by=by,
        at=clock.now(), request_key=request_key,
        summary=written(summary, _("Skriv kort hva det gjelder, uten navn."), "summary", SUMMARY),
    )  # fmt: skip
    named = {word.casefold() for word in row.person.name.split() if len(word) > 2}
    if named & {word.strip(".,:;!?«»()").casefold() for word in row.summary.split()}:
        raise InputError(_("Skriv uten navn: alle i teamet leser dette."), column="summary")
    row.save(force_insert=True)
    record(
        by=by.id, verb=f"{ITEM}.raised", subject=(ITEM, row.id), person=person, team=str(team),
        meeting=str(coming.id) if coming else "",
    )  # fmt: skip
    return row


@transaction.atomic
def take_off(*, by: User, item: uuid.UUID) -> None:
    """Off the agenda, as long as nothing is said or decided of it."""
    row = Item.objects.select_related("meeting").get(id=item)
    demand(by, "meeting.write", row)
    talked = (
        Minute.objects.filter(item=row).exclude(words="").exists()
        or Decision.objects.filter(item=row).exists()
    )
    if talked or (row.meeting and row.meeting.state != State.PLANNED):
        raise InputError(_("Saken er alt snakket om. Det som står der, blir stående."), column="item")
    if Item.objects.filter(id=item, withdrawn_at=None).update(withdrawn_at=clock.now()):
        record(by=by.id, verb=f"{ITEM}.withdrawn", subject=(ITEM, row.id), person=row.person_id)


@transaction.atomic
def move(*, by: User, meeting: uuid.UUID, item: uuid.UUID, up: bool) -> bool:
    """One place up or down the agenda; whether there was one."""
    row = Meeting.objects.get(id=meeting)
    demand(by, "meeting.run", row.team_id)
    with connection.cursor() as cursor:
        cursor.execute("select meeting_move(%s, %s)", [item, up])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def write(*, by: User, item: uuid.UUID, part: str, words: str, version: int) -> Minute:
    """One part of the minutes, on top of ``version`` (0: none yet), else StaleWrite with both texts."""
    row = Item.objects.select_related("meeting").get(id=item)
    demand(by, "meeting.write", row)
    _open(row)
    if len(words.strip()) > LONGEST:
        raise InputError(_("Teksten er for lang."), column="words")
    if part not in PART:
        raise InputError(_("Velg hvem som skal kunne lese det."), column="part")
    given = {"words": words.strip(), "by": by, "at": clock.now()}
    rows = Minute.objects.filter(item=row, topic=int(PART[part]))
    if not version and not rows.exists():
        made = Minute(id=uuid.uuid4(), item=row, person_id=row.person_id, topic=int(PART[part]), **given)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise StaleWrite(rows.select_related("by").get(), given) from None
    elif not rows.filter(version=version).update(version=F("version") + 1, **given):
        raise StaleWrite(rows.select_related("by").get(), given)
    record(by=by.id, verb=f"{ITEM}.written", subject=(ITEM, row.id), person=row.person_id, part=part)
    return rows.get()


@transaction.atomic
def decided(*, by: User, item: uuid.UUID, measure: uuid.UUID) -> Decision:
    """What was decided has become ``measure`` (``workflows.meetings`` makes it)."""
    row = Item.objects.select_related("meeting").get(id=item)
    demand(by, "meeting.write", row)
    _open(row)
    if before := Decision.objects.filter(item=row, measure=measure).first():
        return before
    made = Decision(
        id=uuid.uuid4(), item=row, person_id=row.person_id, measure=measure, by=by, at=clock.now()
    )
    made.save(force_insert=True)
    record(
        by=by.id, verb=f"{ITEM}.decided", subject=(ITEM, row.id), person=row.person_id, measure=str(measure)
    )
    return made


@transaction.atomic
def subscribe(*, by: User) -> str:
    """A new calendar key, shown once; the one before it is no good any more."""
    demand(by, "meeting.subscribe")
    unsubscribe(by=by)
    key = secrets.token_urlsafe(24)
    Feed(id=uuid.uuid4(), user=by, digest=queries.digest(key), at=clock.now()).save(force_insert=True)
    record(by=by.id, verb="feed.made", subject=("feed", by.id))
    return key


@transaction.atomic
def unsubscribe(*, by: User) -> None:
    """Who has the key reads nothing any more."""
    demand(by, "meeting.subscribe")
    if Feed.objects.filter(user=by, revoked_at=None).update(revoked_at=clock.now()):
        record(by=by.id, verb="feed.revoked", subject=("feed", by.id))


def _seat(by: User, team: Team, user: User, unit: uuid.UUID) -> Seat:
    if before := Seat.objects.filter(team=team, user=user, last=None).first():
        return before
    row = Seat(id=uuid.uuid4(), team=team, user=user, unit_id=unit, first=clock.today(), by=by)
    row.save(force_insert=True)
    record(by=by.id, verb="team.joined", subject=("team", team.id), user=str(user.id))
    tell(to=user, text="team.joined", by=by, subject=("team", team.id))
    return row


def _moved(by: User, meeting: uuid.UUID, version: int, verb: Verb) -> Meeting:
    row = Meeting.objects.get(id=meeting)
    demand(by, "meeting.run", row.team_id)
    then = TRANSITIONS.get((State(row.state), verb))
    if then is None:
        raise InputError(_("Møtet er %(state)s.") % {"state": State(row.state).label}, column="meeting")
    fresh = Meeting.objects.filter(id=meeting, version=version, state=row.state)
    if not fresh.update(version=F("version") + 1, state=then):
        raise StaleWrite(row, {})
    record(by=by.id, verb=f"{KIND}.{then.value}", subject=(KIND, row.id), team=str(row.team_id))
    return Meeting.objects.get(id=meeting)


def _next(row: Meeting) -> uuid.UUID | None:
    rows = Meeting.objects.filter(team_id=row.team_id, state=State.PLANNED).order_by("starts", "id")
    return rows.values_list("id", flat=True).first()


def _carry(team: uuid.UUID, since: uuid.UUID | None, to: uuid.UUID | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select meeting_carry(%s, %s, %s)", [team, since, to])


def _length(meeting: Meeting | None) -> int:
    """The agenda's, those counted whom one doesn't see."""
    if meeting is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(place), 0) from meeting_agenda(%s)", [meeting.id])
        return int(cursor.fetchone()[0])


def _open(row: Item) -> None:
    if row.meeting is None or row.meeting.state != State.PLANNED:
        raise InputError(_("Møtet er avsluttet. Referatet står som det ble."), column="words")


def _tell(by: User, row: Meeting, text: str, **params: object) -> None:
    for one in queries.seats(row.team_id, viewer=by):
        tell(to=one.user, text=text, by=by, subject=(KIND, row.id), **params)
