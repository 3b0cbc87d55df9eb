"""A meeting: its agenda and who came, one young person at a time (meeting mode), and the minutes on paper.

The room reads the screen: no name stands there until somebody who may know it asks for it (``?navn=ja``).
"""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tettpaa.access.decide import decide, demand
from tettpaa.access.declared import needs
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.meetings import actions, queries
from tettpaa.meetings.queries import Sheet, Talk
from tettpaa.web.meetings import page
from tettpaa.web.meetings.forms import DecisionForm, MinuteForm
from tettpaa.workflows import meetings as workflows

YES = "ja"


@needs("meeting.read", post="meeting.run")
@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, meeting: uuid.UUID) -> HttpResponse:
    """The agenda; a POST does its ``verb``: attend, up, down, hold or cancel."""
    sheet = _sheet(request, meeting)
    if request.method != "POST":
        return render(request, "meetings/meeting.html", page.agenda(sheet, named=_named(request)))
    try:
        said = _act(request, sheet)
    except StaleWrite:
        messages.warning(request, _("Noen var her før deg. Slik er møtet nå."))
    except InputError as error:
        messages.warning(request, error.message)
    except ValueError:
        messages.warning(request, _("Velg på nytt."))
    else:
        messages.success(request, said)
    return redirect("meeting", meeting)


def _act(request: HttpRequest, sheet: Sheet) -> str:
    """What was done, in words. ValueError for what no page of ours sends."""
    row, verb = sheet.meeting, request.POST.get("verb")
    given: dict[str, Any] = {"by": request.user, "meeting": row.id}
    if verb == "attend":
        actions.attend(**given, present={uuid.UUID(one) for one in request.POST.getlist("present")})
        return _("Oppmøtet er lagret.")
    if verb in ("up", "down"):
        actions.move(**given, item=uuid.UUID(request.POST.get("item", "")), up=verb == "up")
        return _("Rekkefølgen er endret.")
    version = int(request.POST.get("version", ""))
    if verb == "hold":
        actions.hold(**given, version=version)
        return _("Møtet er avsluttet. Det dere ikke rakk, står på neste møte.")
    if verb == "cancel":
        actions.cancel(**given, version=version)
        return _("Møtet er avlyst, og alle har fått beskjed.")
    raise ValueError(verb)


@needs("meeting.read", post="meeting.write")
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, meeting: uuid.UUID, talk: uuid.UUID) -> HttpResponse:
    """Meeting mode; a POST does its ``verb``: keep (while typing), write, decide or off."""
    try:
        found = queries.talk(meeting, talk, viewer=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None
    if request.method != "POST":
        return _page(request, found)
    demand(request.user, "meeting.write", found.line.item)
    verb = request.POST.get("verb", "write")
    if verb == "decide":
        return _decide(request, found)
    if verb == "off":
        try:
            actions.take_off(by=request.user, item=talk)
        except InputError as error:
            messages.warning(request, error.message)
            return redirect(_address(request, found))
        messages.success(request, _("Tatt av dagsordenen."))
        return redirect("meeting", meeting)
    return _write(request, found, verb == "keep")


def _write(request: HttpRequest, talk: Talk, keep: bool) -> HttpResponse:
    form = MinuteForm(request.POST, part=request.POST.get("part", ""))
    if not form.is_valid():
        said = next(iter(form.errors.values()))[0]
        return JsonResponse({"said": said}, status=422) if keep else _page(request, talk, 422, trouble=said)
    try:
        row = actions.write(by=request.user, item=talk.line.id, **form.cleaned_data)
    except InputError as error:
        if keep:
            return JsonResponse({"said": error.message}, status=422)
        return _page(request, talk, 422, trouble=error.message)
    except StaleWrite as stale:
        if keep:
            said = _("%(who)s skriver også her. Ditt er ikke lagret: trykk på knappen, så ser du begge.")
            return JsonResponse({"said": said % {"who": stale.theirs.by.name}}, status=409)
        return _page(request, talk, 409, stale=stale)
    if keep:
        time = date_format(clock.now().astimezone(clock.OSLO), "H.i")
        return JsonResponse({"version": row.version, "said": _("Lagret %(time)s") % {"time": time}})
    messages.success(request, _("Referatet er lagret."))
    return redirect(_address(request, talk))


def _decide(request: HttpRequest, talk: Talk) -> HttpResponse:
    form = _decision(request, talk, request.POST)
    if form.is_valid():
        try:
            workflows.decide(by=request.user, meeting=talk.meeting.id, item=talk.line.id, **form.cleaned_data)
        except InputError as error:
            form.add_error(error.column if error.column in form.fields else None, error.message)
        else:
            messages.success(request, _("Bestemt. Den som har ansvaret, har fått beskjed."))
            return redirect(_address(request, talk))
    return _page(request, talk, 422, decision=form)


def _page(
    request: HttpRequest, talk: Talk, status: int = 200, *, stale: StaleWrite | None = None, trouble: str = "",
    decision: DecisionForm | None = None,
) -> HttpResponse:  # fmt: skip
    named = _named(request)
    context = page.talk(talk, named=named, viewer=request.user)
    if talk.line.item is not None and context["open"]:
        context["parts"] = page.parts(talk, stale)
        asked = request.GET.get("beslutning") == YES
        context["decision"] = decision or (_decision(request, talk, None) if asked else None)
    context |= {"stale": stale, "trouble": trouble}
    return render(request, "meetings/talk.html", context, status=status)


def _decision(request: HttpRequest, talk: Talk, data: Any) -> DecisionForm:
    if talk.line.item is None:
        raise Http404
    people = workflows.responsible(talk, talk.line.item.person_id, viewer=request.user)
    return DecisionForm(data, people, page.offers(), workflows.OFFER)


def _address(request: HttpRequest, talk: Talk) -> str:
    address = reverse("meeting_item", args=[talk.meeting.id, talk.line.id])
    return address + (f"?navn={YES}" if _named(request) else "")


@needs("meeting.read")
@require_safe
def minutes(request: HttpRequest, meeting: uuid.UUID) -> HttpResponse:
    """All of it on paper, as far as the viewer may read it."""
    sheet = _sheet(request, meeting)
    return render(
        request, "meetings/minutes.html", page.minutes(sheet, named=_named(request), viewer=request.user)
    )


def _named(request: HttpRequest) -> bool:
    """Somebody who may know the names has asked for them on this screen."""
    return request.GET.get("navn") == YES


def _sheet(request: HttpRequest, meeting: uuid.UUID) -> Sheet:
    try:
        found = queries.sheet(meeting, viewer=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None
    if not decide(request.user, "meeting.read", found.meeting.team_id):
        raise Http404
    return found
