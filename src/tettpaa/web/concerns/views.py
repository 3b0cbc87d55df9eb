"""One concern: who has it, what was said, what has happened, and the one thing to do next."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tettpaa.access.decide import decide, demand
from tettpaa.access.declared import needs
from tettpaa.baton import actions as batons
from tettpaa.cases import queries as cases
from tettpaa.cases.queries import Detail
from tettpaa.cases.queries.sight import who_sees_it
from tettpaa.cases.states import About, IllegalStep, State, Verb
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.web.concerns.forms import CloseForm, DecideForm, DeclineForm, PassOnForm, RescheduleForm
from tettpaa.web.concerns.strip import strip
from tettpaa.workflows import concerns

RESCHEDULE = "reschedule"
ACTS = (
    "concern.see", "concern.decide", "concern.pass_on", "concern.close", "concern.reopen", "concern.answer",
    "baton.take", "baton.reschedule",
)  # fmt: skip


@needs("concern.read", post=ACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def concern(request: HttpRequest, concern: uuid.UUID) -> HttpResponse:
    """The page; a POST does its ``verb``, and shows the page again if something must be mended."""
    try:
        detail = cases.concern(concern, viewer=request.user)
        if request.method == "POST":
            return _do(request, detail)
    except ObjectDoesNotExist:
        raise Http404 from None
    return _page(request, detail, _forms(request, detail))


def _do(request: HttpRequest, detail: Detail) -> HttpResponse:
    verb, key = request.POST.get("verb", ""), detail.concern.id
    version = int(v) if (v := request.POST.get("version", "")).isdigit() else -1
    by: dict[str, Any] = {"by": request.user, "concern": key}
    simple: dict[str, Callable[[], Any]] = {
        Verb.SEE: lambda: concerns.see(**by, version=version),
        Verb.ACCEPT: lambda: concerns.accept(**by),
        Verb.TAKE: lambda: concerns.take(**by),
        Verb.REOPEN: lambda: concerns.reopen(**by, version=version),
    }
    found = _forms(request, detail, posted=verb)
    form = found.get(verb)
    if verb not in simple and form is None:
        _refused(request, detail, verb)
    try:
        if form is None:
            simple[verb]()
        elif form.is_valid():
            _write(request, detail, verb, form)
        if form is None or form.is_valid():
            return _after(request, detail, verb)
    except InputError as error:
        if form is None:
            messages.warning(request, error.message)
        else:
            form.add_error(error.column if error.column in form.fields else None, error.message)
    except StaleWrite as stale:
        return _stale(request, detail, verb, stale)
    except IllegalStep:
        messages.warning(request, _("Noen har gjort noe med uroen siden du åpnet siden. Slik står det nå."))
        return redirect("concern", key)
    return _page(request, detail, found, status=422)


def _write(request: HttpRequest, detail: Detail, verb: str, form: Any) -> None:
    got = form.cleaned_data
    by: dict[str, Any] = {"by": request.user, "concern": detail.concern.id}
    if verb == Verb.DECIDE:
        concerns.decide(**by, **{k: got[k] for k in ("version", "decision", "reason", "follow_up")})
    elif verb == Verb.CLOSE:
        concerns.close(**by, **{k: got[k] for k in ("version", "outcome", "text")})
    elif verb == Verb.DECLINE:
        concerns.decline(**by, reason=got["reason"])
    elif verb == Verb.PASS_ON:
        to = next(user for user in form.receivers if str(user.id) == got["to"])
        grounds = {k: got[k] for k in ("processing", "exception") if k in got}
        concerns.pass_on(**by, version=got["version"], to=to, reason=got["reason"], unit=form.at, **grounds)
    else:
        batons.reschedule(
            by=request.user, baton=detail.baton, due=got["due"], reason=got["reason"], version=got["version"]
        )


def _after(request: HttpRequest, detail: Detail, verb: str) -> HttpResponse:
    """Back to the page while one still sees it; else to what waits."""
    done = {
        Verb.SEE: _("Notert at du har sett det. Den som sa fra, får vite det."),
        Verb.DECIDE: _("Det er bestemt. Den som sa fra, får vite det."),
        Verb.PASS_ON: _("Sendt videre."),
        Verb.ACCEPT: _("Nå har du ansvaret."),
        Verb.DECLINE: _("Sendt tilbake, med grunnen."),
        Verb.TAKE: _("Nå har du ansvaret."),
        Verb.CLOSE: _("Avsluttet. Du kan åpne det igjen i dag."),
        Verb.REOPEN: _("Åpnet igjen. Du har ansvaret."),
        RESCHEDULE: _("Fristen er flyttet."),
    }
    messages.success(request, done[verb])
    try:
        cases.concern(detail.concern.id, viewer=request.user)
    except ObjectDoesNotExist:
        return redirect("inbox")
    return redirect("concern", detail.concern.id)


def _refused(request: HttpRequest, detail: Detail, verb: str) -> None:
    """The form is not there because the viewer may not do it: 403 with the reason. No such verb: 404."""
    if verb == RESCHEDULE and detail.baton:
        demand(request.user, "baton.reschedule", detail.baton)
    elif verb == Verb.DECLINE:
        demand(request.user, "concern.answer", detail.concern)
    elif verb in (Verb.DECIDE, Verb.PASS_ON, Verb.CLOSE):
        demand(request.user, f"concern.{verb}", detail.concern)
    raise Http404


def _stale(request: HttpRequest, detail: Detail, verb: str, stale: StaleWrite) -> HttpResponse:
    """Nothing was written: what stands now, what the other wrote, and one's own text still in its field."""
    fresh = cases.concern(detail.concern.id, viewer=request.user)
    found = _forms(request, fresh)
    mine = stale.mine.get("text") or stale.mine.get("reason") or ""
    theirs = stale.theirs if isinstance(stale.theirs, dict) else {"by": "", "text": "", "at": None}
    if (form := found.get(verb)) is not None and "reason" in form.fields:
        form.initial["reason"] = mine
    elif form is not None and "text" in form.fields:
        form.initial["text"] = mine
    return _page(request, fresh, found, status=409, stale={"mine": mine, "theirs": theirs})


def _page(
    request: HttpRequest,
    detail: Detail,
    found: dict[str, forms.Form],
    status: int = 200,
    stale: dict | None = None,
) -> HttpResponse:
    row = detail.concern
    sees = who_sees_it(row, detail.baton, viewer=request.user)
    stays = bool(detail.baton and detail.baton.urgent)  # the school environment isn't handed on
    allowed = [c.verb for c in detail.choices if c.allowed and not (stays and c.verb == Verb.PASS_ON)]
    main = next(iter(allowed), None)
    context = {
        "page_title": _("Uro om %(who)s") % {"who": detail.who},
        "detail": detail,
        "row": row,
        "person": row.about == About.PERSON,
        "strip": strip(detail.baton, viewer=request.user) if detail.baton else None,
        "state": _("ikke sett ennå") if row.state == State.RAISED else State(row.state).label,
        "main": main,
        "allowed": allowed,
        "refusals": [] if main else [choice for choice in detail.choices if choice.reason],
        "verbs": {verb.value: verb.label for verb in Verb},
        "forms": {verb: found.get(verb) for verb in ("decide", "pass_on", "decline", "close", RESCHEDULE)},
        "history": cases.history(row.id, viewer=request.user),
        "sees": sees,
        "stale": stale,
    }
    return render(request, "concerns/concern.html", context, status=status)


def _forms(request: HttpRequest, detail: Detail, posted: str = "") -> dict[str, forms.Form]:
    """The forms of what the viewer may do now; the posted one is bound."""

    def data(verb: str) -> Any:
        return request.POST if verb == posted else None

    found: dict[str, forms.Form] = {}
    if detail.may(Verb.DECIDE):
        found["decide"] = DecideForm(data("decide"), detail)
    if detail.may(Verb.PASS_ON) and ("enhet" in request.GET or posted == "pass_on"):
        found["pass_on"] = _pass_on(request, detail, data("pass_on"))
    if detail.may(Verb.DECLINE) and not detail.baton.urgent:
        found["decline"] = DeclineForm(data("decline"), detail)
    if detail.may(Verb.CLOSE):
        found["close"] = CloseForm(data("close"), detail)
    if detail.baton and decide(request.user, "baton.reschedule", detail.baton):
        found[RESCHEDULE] = RescheduleForm(data(RESCHEDULE), detail)
    return found


def _pass_on(request: HttpRequest, detail: Detail, data: Any) -> PassOnForm:
    """For the unit asked for, if it can be; else the concern's own. Only when asked for: it reads much."""
    key, viewer = detail.concern.id, request.user
    units = cases.units_for(key, viewer=viewer)
    asked = request.POST.get("unit") or request.GET.get("enhet")
    first = units[0] if units else detail.concern.unit
    if detail.baton and not detail.place:
        first = detail.baton.unit
    at = next((unit for unit in units if str(unit.id) == asked), first)
    return PassOnForm(data, detail, units, at, cases.receivers_for(key, viewer=viewer, unit=at.id))
