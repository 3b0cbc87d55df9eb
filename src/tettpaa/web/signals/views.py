"""Triage: the classes that have something new, and those of one class with three answers to choose from."""

import uuid
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tettpaa.access.decide import demand
from tettpaa.access.declared import needs
from tettpaa.access.permissions import roles_of
from tettpaa.identification import actions
from tettpaa.identification import queries as signals
from tettpaa.identification.queries import NO_CLASS, Answered, TriageYoung
from tettpaa.identification.rules import limits_on
from tettpaa.identification.states import SignalState
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.web.context import memberships
from tettpaa.web.signals import told
from tettpaa.web.signals.forms import APART, FOLLOW, MINE, NEEDS, AnswerForm, Ticked
from tettpaa.workflows import react

if TYPE_CHECKING:
    from tettpaa.organisations.models import Unit

Group = uuid.UUID | Literal["none"] | None


@needs("signals.triage", post="signals.triage")
@require_http_methods(["GET", "HEAD", "POST"])
def triage(request: HttpRequest) -> HttpResponse:
    """Without ``klasse``: the classes. With: that class, and a POST answers what was ticked in it."""
    units, unit, group = _asked(request)
    if group is None:
        return _classes(request, units, unit)
    if request.method == "POST":
        return _answer(request, units, unit, group)
    return _class(request, units, unit, group, None)


@needs(post="signals.triage")
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Make what was answered in one go new again; what can't be undone any more is left."""
    _units, unit, group = _asked(request)
    field = Ticked(required=False)
    wanted = [one for part in field.clean(request.POST.getlist("signals")) for one in part]
    if actions.undo_answer(signals=wanted, by=request.user).done:
        messages.success(request, _("Angret. Signalene er nye igjen."))
    else:
        messages.warning(
            request, _("Det kan ikke angres lenger. Et svar kan angres samme dag, av den som ga det.")
        )
    return _back(unit, group)


def _asked(request: HttpRequest) -> "tuple[list[Unit], Unit, Group]":
    """The viewer's schools, the one asked for (else the first) and the class; 404 for another's, 403 for none."""
    units = {m.unit_id: m.unit for m in memberships(request) if m.role in roles_of("signals.triage")}
    if not units:
        demand(request.user, "signals.triage")
    unit, group = _key(request.GET.get("enhet", "")), request.GET.get("klasse", "")
    if unit and unit not in units:
        raise Http404
    return (
        list(units.values()),
        units[unit or next(iter(units))],
        NO_CLASS if group == NO_CLASS else _key(group),
    )


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise Http404 from None


def _back(unit: "Unit", group: Group) -> HttpResponseRedirect:
    where = {"enhet": unit.id} | ({"klasse": group} if group else {})
    return redirect(f"{reverse('triage')}?{urlencode(where)}")


def _classes(request: HttpRequest, units: "list[Unit]", unit: "Unit") -> HttpResponse:
    counts = signals.triage_counts(viewer=request.user, unit=unit.id)
    run = signals.latest_run()
    context = {
        "page_title": _("Signaler"),
        "units": units,
        "unit": unit,
        "counts": counts,
        "people": sum(one.people for one in counts),
        "run": run,
        "any_on": bool(counts) or bool(signals.switched_on()),
        **_lately(signals.answered_lately(viewer=request.user, unit=unit.id)),
    }
    return render(request, "signals/classes.html", context)


def _class(
    request: HttpRequest, units: "list[Unit]", unit: "Unit", group: Group, form: AnswerForm | None
) -> HttpResponse:
    """``form`` is the one to mend, if any."""
    counts = signals.triage_counts(viewer=request.user, unit=unit.id)
    count = next((one for one in counts if (one.group_id or NO_CLASS) == group), None)
    found = signals.for_triage(viewer=request.user, unit=unit.id, group=group) if count else []
    young = found[0].young if found else []
    lately = signals.answered_lately(viewer=request.user, unit=unit.id, group=group)
    if not young and not lately:
        return _back(unit, None)
    code = count.code if count else next((code for one in lately for code in one.codes), "")
    context: dict[str, Any] = {
        "page_title": told.class_title(code),
        "units": units,
        "unit": unit,
        "counts": counts,
        "count": count,
        "group": group,
        "rest": [one for one in counts if one is not count],
        **_lately(lately),
    }
    if young:
        context |= _to_answer(request, unit, group, young, form)
    return render(request, "signals/class.html", context, status=422 if form else 200)


def _lately(answered: list[Answered]) -> dict[str, list[Answered]]:
    return {
        "undoable": [go for go in answered if go.undoable],
        "earlier": [go for go in answered if not go.undoable],
    }


def _to_answer(
    request: HttpRequest, unit: "Unit", group: Group, young: list[TriageYoung], form: AnswerForm | None
) -> dict[str, Any]:
    people = [one.person_id for one in young]
    ahead = react.foresee(people, viewer=request.user, unit=unit, group=None if group == NO_CLASS else group)
    form = form or AnswerForm(None)
    form.name(told.receiver(ahead))
    lines, ticked, limits = [], form.ticked(), limits_on(clock.today())
    for one in young:
        value = APART.join(str(key) for key in one.signal_ids)
        lines.append((one, value, "alle" in request.GET or value in ticked, ahead.joins.get(one.person_id)))
    return {
        "form": form,
        "lines": lines,
        "all": "alle" in request.GET,
        "plan": told.plan(ahead, any(one.for_today for one in young)),
        "tallies": told.tallies([bool(joins) for _one, _value, on, joins in lines if on]),
        "limits": limits,
        "share": round(limits.share * 100),
    }


def _answer(request: HttpRequest, units: "list[Unit]", unit: "Unit", group: Group) -> HttpResponse:
    kind = request.POST.get("answer", "")
    if kind not in NEEDS:
        raise Http404
    form = AnswerForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["chosen"]
        wanted = [one for part in chosen for one in part]
        try:
            if kind == FOLLOW:
                taken = react.take_up(
                    by=request.user, signals=wanted, mine=form.cleaned_data["holder"] == MINE
                )
                told.taken(request, taken, wanted)
            else:
                done = actions.answer(
                    signals=wanted, kind=kind, reason=form.cleaned_data[kind], by=request.user,
                    until=form.cleaned_data.get("until"),
                )  # fmt: skip
                told.answered(request, SignalState(kind), chosen, done)
        except InputError as error:
            column = kind if error.column == "reason" else error.column
            form.add_error(column if column in form.fields else None, error.message)
        else:
            return _back(unit, group)
    return _class(request, units, unit, group, form)
