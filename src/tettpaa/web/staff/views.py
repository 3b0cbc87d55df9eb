"""Who works at a unit, for who leads it or looks after the system: what they are, never what they work with.

Each change is asked for here and done by a job; the page says how far it has come.
"""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tettpaa.access.declared import needs
from tettpaa.access.permissions import roles_of
from tettpaa.accounts import confirmation
from tettpaa.accounts import queries as accounts
from tettpaa.accounts.roles import leading
from tettpaa.insight import queries as insight
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.organisations import queries as organisations
from tettpaa.web.context import memberships
from tettpaa.web.staff import words
from tettpaa.web.staff.forms import DeputyForm, EndForm, StartForm
from tettpaa.workflows import staff as verbs

if TYPE_CHECKING:
    from tettpaa.accounts.models import Membership
    from tettpaa.organisations.models import Unit

RUNS = (*leading(), *roles_of("membership.change"))


@needs("membership.change")
@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """Who works at the unit, what has been asked for, and what waits to be confirmed."""
    units = reach(request)
    unit = asked(request, units)
    found = accounts.members(unit.id, viewer=request.user)
    rows = [
        (one, words.role(one.role, one.group.code if one.group else ""), words.state(one)) for one in found
    ]
    context = {
        "page_title": _("Ansatte"),
        "unit": unit,
        "units": units,
        "rows": [(*row, words.span(row[0].first, row[0].last)) for row in rows],
        "lines": [words.line(one) for one in accounts.changes(unit.id, viewer=request.user)],
        **_round(request, unit),
    }
    return render(request, "staff/staff.html", context)


def _round(request: HttpRequest, unit: "Unit") -> dict[str, Any]:
    """How many wait to be confirmed, while a round is open."""
    found = confirmation.now()
    if found is None or clock.today() > found.ends:
        return {"round": None, "unconfirmed": 0}
    rows = accounts.to_confirm(unit.id, found, viewer=request.user)
    return {"round": found, "unconfirmed": sum(said is None for _one, said in rows)}


@needs("membership.change", post="membership.change")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """First a search for the one, then the rest. The search is a POST too, so that no name is in an address."""
    unit = asked(request, reach(request))
    found = accounts.colleagues(request.POST.get("q", ""), viewer=request.user)
    form = StartForm(
        request.POST if "role" in request.POST else None,
        found=found, unit=unit, classes=insight.classes([unit.id], viewer=request.user) if found else [],
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        got = form.cleaned_data
        group = organisations.group(uuid.UUID(got["group"])) if got.get("group") else None
        given: dict[str, Any] = {
            "role": got["role"],
            "first": got["first"],
            "last": got["last"],
            "group": group,
        }
        if _done(
            form, lambda: verbs.ask_start(by=request.user, unit=unit, user=form.people[got["user"]], **given)
        ):
            return _sent(request, unit)
    return _person_page(
        request, "staff/start.html", unit, form, found, _("Noen begynner ved %(unit)s") % {"unit": unit.name}
    )


@needs("membership.change", post="membership.change")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, membership: uuid.UUID) -> HttpResponse:
    """Before it is done: to whom what they answer for goes."""
    one = _known(request, membership)
    form = EndForm(request.POST or None, one)
    valid = request.method == "POST" and form.is_valid()
    if valid and _done(form, verbs.ask_end, by=request.user, membership=one, last=form.cleaned_data["last"]):
        return _sent(request, one.unit)
    heirs = verbs.heirs(one, viewer=request.user)
    context = {
        "page_title": _("%(name)s slutter") % {"name": one.user.name},
        "membership": one,
        "role": words.role(one.role, one.group.code if one.group else ""),
        "form": form,
        "heirs": heirs,
        "batons": sum(heir.n for heir in heirs),
        "stuck": any(heir.to is None for heir in heirs),
        "back_url": _page_of(one.unit),
    }
    return render(request, "staff/end.html", context, status=422 if form.errors else 200)


@needs("membership.change", post="membership.change")
@require_http_methods(["GET", "HEAD", "POST"])
def deputy(request: HttpRequest, membership: uuid.UUID) -> HttpResponse:
    """Somebody stands in for the membership's own; searched for first."""
    one = _known(request, membership)
    found = [
        user
        for user in accounts.colleagues(request.POST.get("q", ""), viewer=request.user)
        if user != one.user
    ]
    form = DeputyForm(request.POST if "first" in request.POST else None, found=found)
    if form.is_bound and form.is_valid():
        got = form.cleaned_data
        given: dict[str, Any] = {"first": got["first"], "last": got["last"], "hand_over": got["hand_over"]}
        given |= {"by": request.user, "membership": one, "user": form.people[got["user"]]}
        if _done(form, verbs.ask_deputy, **given):
            return _sent(request, one.unit)
    title = _("Stedfortreder for %(name)s") % {"name": one.user.name}
    more = {"role": words.role(one.role, one.group.code if one.group else "")}
    return _person_page(request, "staff/deputy.html", one.unit, form, found, title, **more)


@needs(post="membership.change")
@require_POST
def undo(request: HttpRequest, change: uuid.UUID) -> HttpResponse:
    """Take a change of today back."""
    try:
        found = accounts.change(change, viewer=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None
    try:
        verbs.ask_undo(by=request.user, change=found)
    except InputError as error:
        messages.warning(request, error.message)
        return redirect(_page_of(found.unit))
    return _sent(request, found.unit)


def reach(request: HttpRequest) -> "list[Unit]":
    """The units that the viewer leads or looks after, their own first, and those below them. 403 without any."""
    own = [one.unit for one in memberships(request) if one.role in RUNS]
    if not own:
        raise PermissionDenied(_("Siden er for dem som leder en enhet, og for systemansvarlige."))
    return organisations.with_those_below(list(dict.fromkeys(own)))


def asked(request: HttpRequest, units: "list[Unit]") -> "Unit":
    """The one in the address, if it is the viewer's; else the first."""
    wanted = request.GET.get("enhet", "")
    found = next((unit for unit in units if not wanted or str(unit.id) == wanted), None)
    if found is None:
        raise Http404
    return found


def _known(request: HttpRequest, key: uuid.UUID) -> "Membership":
    try:
        found = accounts.membership(key, viewer=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None
    if not accounts.runs(found.unit_id, viewer=request.user):
        raise PermissionDenied(_("Bare leder og systemansvarlig kan endre hvem som arbeider ved enheten."))
    return found


def _done(form: Any, ask: Callable[..., object], **told: Any) -> bool:
    """Whether it was asked for; else the form says what is wrong."""
    try:
        ask(**told)
    except InputError as error:
        form.add_error(error.column if error.column in form.fields else None, error.message)
        return False
    return True


def _sent(request: HttpRequest, unit: "Unit") -> HttpResponse:
    messages.success(request, _("Lagt i kø. Last siden på nytt om litt, og se nederst hvordan det gikk."))
    return redirect(f"{_page_of(unit)}#changes")


def _page_of(unit: "Unit") -> str:
    return f"{reverse('staff')}?enhet={unit.id}"


def _person_page(
    request: HttpRequest, template: str, unit: "Unit", form: Any, found: list, title: str, **more: Any
) -> HttpResponse:
    searched = "q" in request.POST
    context = {
        "page_title": title,
        "unit": unit,
        "form": form,
        "found": found,
        "words": request.POST.get("q", ""),
        "nobody": searched and not found,
        "back_url": _page_of(unit),
        **more,
    }
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)
