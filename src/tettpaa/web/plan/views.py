"""The plan of a young person: goals, measures on one time axis, whom it is shown to, and who agrees."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tettpaa.access.decide import decide, demand
from tettpaa.access.declared import needs
from tettpaa.cases.plan import actions, queries
from tettpaa.cases.plan.queries import Detail
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.web.plan import page
from tettpaa.web.plan.forms import GoalForm, ShowForm


@needs(post="plan.open")
@require_POST
def begin(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """A button on the page of the young person; a second click leads to the same one."""
    if not decide(request.user, "person.read", person):
        raise Http404
    try:
        made = actions.open_plan(by=request.user, person=person)
    except InputError as error:
        messages.warning(request, f"{error.message} {error.remedy or ''}".strip())
        return redirect("person", person)
    return redirect("plan", made.id)


@needs("plan.read", post=("plan.write", "plan.show", "plan.agree"))
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """The page; a POST does its ``verb``: goal, drop, show or agree."""
    try:
        detail = queries.plan(plan, viewer=request.user, since=page.since())
    except ObjectDoesNotExist:
        raise Http404 from None
    if request.method != "POST":
        return _page(request, detail)
    verb = request.POST.get("verb", "goal")
    if verb == "show":
        return _show(request, detail)
    if verb == "agree":
        return _agree(request, detail)
    return _goal(request, detail, verb == "drop")


def _goal(request: HttpRequest, detail: Detail, dropped: bool) -> HttpResponse:
    demand(request.user, "plan.write", detail.plan)
    line = request.POST.get("line") or ""
    initial = {"line": line} if line else {}
    form = GoalForm(request.POST, staff=request.user.kind == "staff", prefix=_prefix(line), **initial)
    if form.is_valid():
        try:
            actions.write_goal(by=request.user, plan=detail.plan.id, dropped=dropped, **form.said())
            messages.success(request, _("Målet er tatt ut av planen.") if dropped else _("Målet er lagret."))
            return redirect("plan", detail.plan.id)
        except InputError as error:
            form.add_error("words", error.message)
        except StaleWrite as stale:
            fresh = request.POST.copy()
            fresh["version"] = str(stale.theirs.version)
            again = GoalForm(fresh, staff=request.user.kind == "staff", prefix=_prefix(line), **initial)
            return _page(request, detail, status=409, goal=again, stale=stale)
    return _page(request, detail, status=422, goal=form)


def _show(request: HttpRequest, detail: Detail) -> HttpResponse:
    demand(request.user, "plan.show", detail.plan)
    form = ShowForm(request.POST, detail.plan.shown)
    if not form.is_valid():
        return _page(request, detail, status=422, show=form)
    actions.show(by=request.user, plan=detail.plan.id, shown=form.cleaned_data["shown"])
    messages.success(request, _("Lagret. Det gjelder med en gang."))
    return redirect("plan", detail.plan.id)


def _agree(request: HttpRequest, detail: Detail) -> HttpResponse:
    demand(request.user, "plan.agree", detail.plan)
    try:
        stood = datetime.fromisoformat(request.POST.get("stood", ""))
        actions.agree(
            by=request.user, plan=detail.plan.id, stood=stood, paper=request.POST.get("paper", "").strip()
        )
    except InputError as error:
        return _page(request, detail, status=422, trouble=error.message)
    except (ValueError, StaleWrite) as error:
        said = _(
            "Planen har endret seg siden du åpnet siden. Slik står den nå: les den før du sier deg enig."
        )
        return _page(request, detail, status=409 if isinstance(error, StaleWrite) else 422, trouble=said)
    messages.success(request, _("Notert. Det står hvem som er enig, og fra når."))
    return redirect("plan", detail.plan.id)


def _page(
    request: HttpRequest, detail: Detail, status: int = 200, *, goal: GoalForm | None = None,
    show: ShowForm | None = None, stale: StaleWrite | None = None, trouble: str = "",
) -> HttpResponse:  # fmt: skip
    row, staff = detail.plan, request.user.kind == "staff"
    own = request.user.person_id == row.person_id
    changed = goal["line"].value() if goal is not None else ""
    goals = [
        (one, _form_of(request, one, goal if str(changed) == str(one.line) else None)) for one in detail.goals
    ]
    lines = page.lines(detail)
    context: dict[str, Any] = {
        "page_title": _("Planen min") if own else _("Plan for %(who)s") % {"who": row.person.name},
        "row": row, "detail": detail, "own": own, "staff": staff, "goals": goals, "lines": lines,
        "summary": page.summary(detail), "picture": page.drawn(detail), "stale": stale, "trouble": trouble,
        "new_goal": goal if goal is not None and not changed else GoalForm(None, staff=staff),
        "show": (show or ShowForm(None, row.shown)) if staff else None,
        "agreed_now": any(fresh and one.by_id == request.user.id and not one.on_paper for one, fresh in detail.agreed),
    }  # fmt: skip
    return render(request, "plan/plan.html", context, status=status)


def _form_of(request: HttpRequest, goal: Any, sent: GoalForm | None) -> GoalForm | None:
    """None for who may not change it: what the young person wrote is theirs; what others wrote is theirs."""
    young, staff = request.user.person_id == goal.person_id, request.user.kind == "staff"
    hers = goal.by.person_id == goal.person_id
    if (hers and not young) or (not staff and not (young and goal.own)):
        return None
    start = {"line": goal.line, "version": goal.version, "words": goal.words}
    return sent or GoalForm(None, staff=staff, prefix=_prefix(str(goal.line)), **start)


def _prefix(line: str) -> str:
    return f"goal-{line[:8]}" if line else "goal"
