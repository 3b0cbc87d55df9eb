"""One measure: chosen from the catalogue, added to a plan, said something of, and evaluated."""

import uuid

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tettpaa.access.decide import decide, demand
from tettpaa.access.declared import needs
from tettpaa.baton import queries as batons
from tettpaa.cases.plan import actions, queries
from tettpaa.cases.plan.queries import Plan
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.measures import actions as measures
from tettpaa.measures import queries as told
from tettpaa.measures.access import KIND
from tettpaa.measures.states import State
from tettpaa.web.concerns.strip import strip
from tettpaa.web.plan import page
from tettpaa.web.plan.catalogue import grouped
from tettpaa.web.plan.forms import EvaluationForm, MeasureForm, RemarkForm


@needs("measure.add")
@require_safe
def pick(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """The catalogue, to choose from."""
    row = _plan(request, plan)
    context = {
        "page_title": _("Velg tiltak"),
        "row": row,
        "groups": grouped(told.catalogue(viewer=request.user)),
    }
    return render(request, "plan/pick.html", context)


@needs("measure.add", post="measure.add")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, plan: uuid.UUID, offer: str) -> HttpResponse:
    """One measure, at the unit that the address names (``?enhet=``); the plan's own unless told."""
    row = _plan(request, plan)
    chosen = told.offer(offer, viewer=request.user)
    if chosen is None:
        raise Http404
    units = queries.units_for(row, viewer=request.user)
    unit = next((one for one in units if str(one.id) == request.GET.get("enhet")), row.unit)
    people = [*queries.responsible_at([unit.id], row.person_id, viewer=request.user)]
    ground = queries.needs_ground(row, unit, viewer=request.user)
    form, status = MeasureForm(None, offer=chosen, people=people, unit=unit, ground=ground), 200
    if request.method == "POST":
        form, status = MeasureForm(request.POST, offer=chosen, people=people, unit=unit, ground=ground), 422
        if form.is_valid():
            try:
                actions.add_measure(by=request.user, plan=row.id, code=offer, unit=unit.id, **form.said())
                messages.success(
                    request, _("Tiltaket er lagt i planen, og den som har ansvaret, får vite det.")
                )
                return redirect("plan", row.id)
            except InputError as error:
                form.add_error(error.column if error.column in form.fields else None, error.message)
    context = {
        "page_title": str(chosen.title), "row": row, "offer": chosen, "units": units, "unit": unit, "form": form,
    }  # fmt: skip
    return render(request, "plan/add.html", context, status=status)


@needs("measure.read", post=("measure.evaluate", "measure.remark"))
@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, measure: uuid.UUID) -> HttpResponse:
    """The page; a POST does its ``verb``: remark or evaluate."""
    try:
        found = told.measure(measure, viewer=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None
    if request.method != "POST":
        return _page(request, found)
    if request.POST.get("verb") == "evaluate":
        return _evaluate(request, found)
    form = RemarkForm(request.POST, own=_own(request, found))
    if form.is_valid():
        measures.remark(by=request.user, measure=measure, words=form.cleaned_data["words"])
        messages.success(request, _("Lagret."))
        return redirect("measure", measure)
    return _page(request, found, 422, remark=form)


def _evaluate(request: HttpRequest, found: told.Told) -> HttpResponse:
    demand(request.user, "measure.evaluate", found.measure)
    form = EvaluationForm(request.POST, found.measure.version, clock.today())
    if form.is_valid():
        try:
            row = actions.evaluate(by=request.user, measure=found.measure.id, **form.cleaned_data)
        except InputError as error:
            form.add_error(error.column if error.column in form.fields else None, error.message)
        except StaleWrite:
            fresh = told.measure(found.measure.id, viewer=request.user)
            again = request.POST.copy()
            again["version"] = str(fresh.measure.version)
            return _page(request, fresh, 409, evaluation=EvaluationForm(again, 0, clock.today()), stale=True)
        else:
            ended = row.state == State.EVALUATED
            messages.success(
                request, _("Evaluert og avsluttet.") if ended else _("Evaluert. Det fortsetter.")
            )
            return _after(request, row.id)
    return _page(request, found, 422, evaluation=form)


def _after(request: HttpRequest, measure: uuid.UUID) -> HttpResponse:
    """Back to it while one still sees it; else to what waits."""
    try:
        told.measure(measure, viewer=request.user)
    except ObjectDoesNotExist:
        return redirect("inbox")
    return redirect("measure", measure)


def _page(
    request: HttpRequest, found: told.Told, status: int = 200, *, remark: RemarkForm | None = None,
    evaluation: EvaluationForm | None = None, stale: bool = False,
) -> HttpResponse:  # fmt: skip
    row = found.measure
    baton = batons.of((KIND, row.id), viewer=request.user)
    if evaluation is None and decide(request.user, "measure.evaluate", row):
        evaluation = EvaluationForm(None, row.version, clock.today())
    context = {
        "page_title": row.title,
        "line": page.line(found, baton),
        "row": row,
        "found": found,
        "plan": queries.of_person(row.person_id, viewer=request.user),
        "offer": told.offer(row.code, viewer=request.user),
        "strip": strip(baton, viewer=request.user) if baton and request.user.kind == "staff" else None,
        "remark": remark or RemarkForm(None, own=_own(request, found)),
        "evaluation": evaluation,
        "stale": stale,
    }
    return render(request, "plan/measure.html", context, status=status)


def _own(request: HttpRequest, found: told.Told) -> bool:
    return bool(request.user.person_id == found.measure.person_id)


def _plan(request: HttpRequest, plan: uuid.UUID) -> Plan:
    """404 for whoever does not see it, and for the family, who have no page to add measures on."""
    try:
        row = queries.one(plan, viewer=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None
    if not decide(request.user, "measure.add", row):
        raise Http404
    return row
