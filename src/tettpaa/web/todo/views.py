"""Å gjøre: what waits for me, why, until when, and what happens if I do nothing."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tettpaa.access.declared import open_to
from tettpaa.access.permissions import roles_of
from tettpaa.accounts.queries import Membership
from tettpaa.accounts.roles import leading
from tettpaa.baton import queries as batons
from tettpaa.cases import queries as cases
from tettpaa.cases.clarification import queries as clarifications
from tettpaa.cases.letters import queries as letters
from tettpaa.cases.mapping import queries as mappings
from tettpaa.cases.plan import queries as plans
from tettpaa.cases.queries.beside import mine
from tettpaa.cases.queries.matters import name_of
from tettpaa.identification.queries import people_waiting
from tettpaa.identification.worklist import RhythmItem, rhythm, shown
from tettpaa.kit import clock
from tettpaa.kit.schoolyear import SchoolYear
from tettpaa.notify import actions as notify
from tettpaa.notify import queries as told
from tettpaa.oversight.queries import asked_of, whom
from tettpaa.pathway import queries as pathway
from tettpaa.web.concerns.strip import climbs_on
from tettpaa.web.context import memberships
from tettpaa.web.todo.rows import deadline, sections

HEARD = 4
"""Messages beside the list."""
ROOMS = (cases, plans, mappings, clarifications, letters)
RHYTHM = 5
"""Lines of the IKO rhythm beside the list."""


@open_to("everybody")
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Staff see what they hold; a young person and a guardian what they have said, and what came of it."""
    if request.user.kind != "staff":
        return _mine(request)
    viewer = request.user
    rows = [one for room in ROOMS for one in room.for_inbox(viewer=viewer)]
    rows.sort(key=lambda row: (not row.urgent, row.due, row.who, str(row.concern_id)))
    found = memberships(request)
    roles = {membership.role for membership in found}
    lines = [item for item in rhythm(viewer=viewer) if item.done_on is None]
    context = {
        "page_title": _("Å gjøre"),
        "greeting": _greeting(viewer.given_name),
        "lede": _lede(request, rows),
        "sections": sections(rows),
        **_told(request),
        "rhythm": [_rhythm(item) for item in shown(lines[:RHYTHM])],
        "rhythm_more": max(0, len(lines) - RHYTHM),
        "new_signals": _new_signals(request),
        "going": _going(request, [m for m in found if m.role in roles_of("overview.school")]),
        "runs_the_system": bool(roles & {*roles_of("jobs.see")}),
        "has_role": bool(roles),
        "asked": _asked(request),
    }
    return render(request, "todo/inbox.html", context)


@open_to("everybody")
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """All of one's messages, the newest first."""
    found = _heard(request)
    unread = [message for message in found if message.read_at is None]
    context = {"page_title": _("Meldinger"), "unread": unread, "read": [m for m in found if m.read_at]}
    return render(request, "todo/messages.html", context)


@open_to("everybody", reads=False, sends=True)
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark as read: the one that was ticked off, or all that the page showed."""
    notify.mark_read(by=request.user, ids=request.POST.getlist("id"))
    return redirect("messages")


def _mine(request: HttpRequest) -> HttpResponse:
    context = {
        "page_title": _("Meldinger"),
        "greeting": _greeting(request.user.given_name),
        "said": cases.raised_by_me(viewer=request.user),
        "emergencies": pathway.emergencies(viewer=request.user) if request.user.person_id else [],
        "about": whom(viewer=request.user),
        **_shown(request),
        **_told(request),
    }
    return render(request, "todo/mine.html", context)


def _shown(request: HttpRequest) -> dict[str, object]:
    """Plans, mappings and talks that the family is let into, and what they have written."""
    found = mine(viewer=request.user)
    kinds = {"plans": "plan", "mappings": "mapping", "clarifications": "clarification", "threads": "thread"}
    return {name: [one for one in found if one.kind == kind] for name, kind in kinds.items()}


def _greeting(name: str) -> str:
    hour = clock.now().astimezone(clock.OSLO).hour
    if hour < 5 or hour >= 18:
        return _("God kveld, %(name)s") % {"name": name}
    return (_("God morgen, %(name)s") if hour < 10 else _("Hei, %(name)s")) % {"name": name}


def _lede(request: HttpRequest, rows: list[cases.InboxRow]) -> str:
    """How many wait, and what happens next if nothing is done about the most pressing."""
    if not rows:
        return ""
    n = len(rows)
    waiting = ngettext("%(n)s venter på deg.", "%(n)s venter på deg.", n) % {"n": n}
    if not any(row.overdue and not row.offered for row in rows):
        return waiting
    held = batons.mine(viewer=request.user)
    late = [found for baton in held if baton.overdue and (found := climbs_on(baton)).step]
    if not late:
        return waiting
    soonest = min(late, key=lambda one: one.day)
    words = ngettext(
        "%(late)s er over fristen og går videre til %(role)s %(day)s hvis du ikke tar den.",
        "%(late)s er over fristen. Den første går videre til %(role)s %(day)s hvis du ikke tar den.",
        len(late),
    )
    return f"{waiting} {words % {'late': len(late), 'role': soonest.role, 'day': soonest.when}}"


def _heard(request: HttpRequest) -> list[told.Message]:
    return told.inbox(viewer=request.user, name=name_of("person_id"))


def _told(request: HttpRequest) -> dict[str, object]:
    found = _heard(request)
    return {"heard": found[:HEARD], "unread": sum(message.read_at is None for message in found)}


def _asked(request: HttpRequest) -> list[dict[str, object]]:
    """Questions about reads that wait for the viewer's answer."""
    return [
        {
            "id": one.id,
            "reader": one.reader.name,
            "deadline": deadline(baton.due),
            "color": "danger" if baton.overdue else "neutral",
        }
        for one, baton in asked_of(viewer=request.user)
    ]


def _new_signals(request: HttpRequest) -> int:
    """How many young people have something new, for those who triage."""
    units = {m.unit_id for m in memberships(request) if m.role in roles_of("signals.triage")}
    return people_waiting(units, viewer=request.user) if units else 0


def _rhythm(item: RhythmItem) -> dict[str, str]:
    return {
        "title": item.title,
        "what": item.name or item.unit,
        "deadline": deadline(item.due),
        "color": "danger" if item.overdue else "neutral",
    }


@dataclass(frozen=True)
class Going:
    """How it goes at a unit: days from said to seen this school year, never by employee."""

    unit: str
    figures: cases.DaysToSeen
    above: list[batons.Counts]


def _going(request: HttpRequest, own: list[Membership]) -> Going | None:
    if not own:
        return None
    unit, since = own[0].unit, SchoolYear.from_date(clock.today()).first
    leads = any(membership.role in leading() for membership in own)
    return Going(
        unit.name,
        cases.days_to_seen(unit.id, since, viewer=request.user),
        batons.counts_above(viewer=request.user) if leads else [],
    )
