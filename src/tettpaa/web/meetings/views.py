"""One's teams and meetings, a team with who is in it, and putting a young person on an agenda."""

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tettpaa.access.decide import decide, demand
from tettpaa.access.declared import needs
from tettpaa.access.permissions import roles_of
from tettpaa.kit.errors import InputError
from tettpaa.meetings import actions, queries
from tettpaa.meetings.states import State
from tettpaa.pathway import queries as pathway
from tettpaa.web.context import memberships
from tettpaa.web.meetings import page
from tettpaa.web.meetings.forms import CallForm, PutForm, SeatForm, TeamForm

if TYPE_CHECKING:
    from tettpaa.meetings.models import Team
    from tettpaa.organisations.models import Unit


@needs("meeting.subscribe", post="meeting.subscribe")
@require_http_methods(["GET", "HEAD", "POST"])
def meetings(request: HttpRequest) -> HttpResponse:
    """The viewer's teams; a POST makes or revokes the calendar address, which is shown this once."""
    demand(request.user, "meeting.subscribe")
    address = ""
    if request.method == "POST":
        if request.POST.get("verb") == "revoke":
            actions.unsubscribe(by=request.user)
            messages.success(request, _("Adressen virker ikke lenger."))
            return redirect("meetings")
        key = actions.subscribe(by=request.user)
        address = request.build_absolute_uri(reverse("meeting_feed", args=[key]))
    context = {
        "page_title": _("Møter"),
        "cards": queries.teams(viewer=request.user),
        "may_begin": bool(_units(request)),
        "feed": queries.feed_of(viewer=request.user),
        "address": address,
    }
    return render(request, "meetings/meetings.html", context)


@needs("meeting.begin", post="meeting.begin")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    demand(request.user, "meeting.begin")
    form = TeamForm(request.POST or None, _units(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.begin(by=request.user, **form.cleaned_data)
        except InputError as error:
            form.add_error(error.column, error.message)
        else:
            messages.success(request, _("Teamet er startet. Ta med dem som skal være med."))
            return redirect("team", made.id)
    status = 422 if form.is_bound else 200
    return render(request, "meetings/begin.html", {"page_title": _("Nytt team"), "form": form}, status=status)


@needs("meeting.read", post="meeting.run")
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, team: uuid.UUID) -> HttpResponse:
    """The page; a POST calls a meeting, or ends somebody's seat (``verb`` unseat)."""
    row = _team(request, team)
    form = CallForm(None)
    if request.method == "POST" and request.POST.get("verb") == "unseat":
        return _unseat(request, row)
    if request.method == "POST":
        form = CallForm(request.POST)
        if form.is_valid():
            try:
                made = actions.call(by=request.user, team=row.id, **form.said())
            except InputError as error:
                form.add_error(error.column, error.message)
            else:
                messages.success(request, _("Innkalt. Alle i teamet har fått beskjed."))
                return redirect("meeting", made.id)
    found = queries.meetings(row.id, viewer=request.user)
    context = {
        "page_title": row.name, "row": row, "form": form, "seats": queries.seats(row.id, viewer=request.user),
        "coming": [one for one in found if one.state == State.PLANNED],
        "behind": [one for one in found if one.state != State.PLANNED],
        "waiting": queries.waiting(row.id, viewer=request.user),
    }  # fmt: skip
    return render(request, "meetings/team.html", context, status=422 if form.is_bound else 200)


def _unseat(request: HttpRequest, row: "Team") -> HttpResponse:
    try:
        actions.unseat(by=request.user, team=row.id, user=uuid.UUID(request.POST.get("user", "")))
    except ValueError:
        messages.warning(request, _("Velg hvem som ikke er med lenger."))
        return redirect("team", row.id)
    messages.success(request, _("Ikke med i teamet lenger."))
    seen = {one.team.id for one in queries.teams(viewer=request.user)}
    return redirect("team", row.id) if row.id in seen else redirect("meetings")


@needs("meeting.read", post="meeting.run")
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, team: uuid.UUID) -> HttpResponse:
    """Who is to be in the team: first where they work (``?enhet=``), then who."""
    row = _team(request, team)
    units = queries.units_for(row, viewer=request.user)
    unit = next((one for one in units if str(one.id) == request.GET.get("enhet")), row.unit)
    there = {one.user_id for one in queries.seats(row.id, viewer=request.user)}
    people = [one for one in queries.people_at(unit.id, viewer=request.user) if one.user_id not in there]
    form = SeatForm(request.POST or None, people)
    if request.method == "POST" and form.is_valid():
        try:
            actions.seat(by=request.user, team=row.id, user=form.cleaned_data["user"], unit=unit.id)
        except InputError as error:
            form.add_error(error.column, error.message)
        else:
            messages.success(request, _("Med i teamet, og har fått beskjed."))
            return redirect("team", row.id)
    context = {
        "page_title": _("Ta med noen i teamet"),
        "row": row,
        "units": units,
        "unit": unit,
        "form": form,
    }
    return render(request, "meetings/seat.html", context, status=422 if form.is_bound else 200)


@needs("meeting.raise", post="meeting.raise")
@require_http_methods(["GET", "HEAD", "POST"])
def put(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """On the agenda of one of the viewer's teams."""
    if not decide(request.user, "meeting.raise", person):
        raise Http404
    name = pathway.person(person, viewer=request.user).name
    teams = queries.mine(viewer=request.user)
    form = PutForm(request.POST or None, teams)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.put(by=request.user, person=person, **form.cleaned_data)
        except InputError as error:
            form.add_error(error.column, error.message)
        else:
            messages.success(request, _("Satt på dagsordenen."))
            return redirect("meeting", made.meeting_id) if made.meeting_id else redirect("team", made.team_id)
    context = {
        "page_title": _("Ta opp i et team"), "person": person, "name": name, "teams": teams, "form": form,
        "history": page.history(person, viewer=request.user),
        "may_begin": bool(_units(request)),
    }  # fmt: skip
    return render(request, "meetings/put.html", context, status=422 if form.is_bound else 200)


def _team(request: HttpRequest, team: uuid.UUID) -> "Team":
    try:
        return queries.team(team, viewer=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None


def _units(request: HttpRequest) -> "list[Unit]":
    """Where the viewer may begin a team."""
    roles = roles_of("meeting.begin")
    return list({m.unit_id: m.unit for m in memberships(request) if m.role in roles}.values())
