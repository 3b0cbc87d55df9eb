"""Meetings as a calendar reads them (iCalendar, RFC 5545): when, where and what the team is called."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from tettpaa.access.declared import needs, open_to
from tettpaa.meetings import queries
from tettpaa.meetings.queries import Entry
from tettpaa.meetings.states import State


@open_to("anybody")
@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Read by a calendar, which has no log-in: the address itself is the key. One that was revoked reads nothing."""
    if (found := queries.feed(secret)) is None:
        raise Http404
    return _answer(found)


@needs("meeting.read")
@require_safe
def invitation(request: HttpRequest, meeting: uuid.UUID) -> HttpResponse:
    """One meeting, to put in one's own calendar."""
    try:
        row = queries.sheet(meeting, viewer=request.user).meeting
    except ObjectDoesNotExist:
        raise Http404 from None
    return _answer([Entry(
        row.id, row.team.name, row.team.unit.name, row.starts, row.minutes, row.place, row.state, row.version, row.at
    )])  # fmt: skip


def _answer(found: Iterable[Entry]) -> HttpResponse:
    calendar = Calendar()
    calendar.add("prodid", "-//Tettpå//NO")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Tettpå")
    for one in found:
        event = Event()
        event.add("uid", f"{one.id}@tettpaa")
        event.add("dtstamp", one.at)
        event.add("sequence", one.version)
        event.add("dtstart", one.starts)
        event.add("dtend", one.starts + timedelta(minutes=one.minutes))
        event.add("summary", f"{one.team}, {one.unit}")
        if one.place:
            event.add("location", one.place)
        event.add("status", "CANCELLED" if one.state == State.CANCELLED else "CONFIRMED")
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="tettpaa.ics"'
    return answer
