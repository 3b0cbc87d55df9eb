"""Work in the background: what failed first, then how each kind of job stands and when it was last done."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tettpaa.access.decide import demand
from tettpaa.access.declared import needs
from tettpaa.kit.errors import InputError
from tettpaa.queue import queries as queue
from tettpaa.web.health import ADDRESS
from tettpaa.web.system import words
from tettpaa.workflows import jobs as verbs

PAGE = 50
"""Jobs of a state a page."""
FAILED = 20
"""Failed ones on the page of all states."""


@dataclass(frozen=True)
class Line:
    """A job with its name and state in words."""

    job: queue.Job
    name: str
    state: str


@needs("jobs.see")
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """All states, or the one asked for (``tilstand``), older than a job (``før``)."""
    demand(request.user, "jobs.see")
    states, counts = words.states(), queue.counts(viewer=request.user)
    asked = request.GET.get("tilstand", "")
    if asked and asked not in states:
        raise Http404
    context: dict[str, Any] = {
        "page_title": _("Jobber"),
        "health": ADDRESS,
        "states": [(code, label, counts.get(code, 0)) for code, label in states.items() if counts.get(code)],
        "asked": asked,
        "title": states.get(asked, "").capitalize(),
    }
    context |= _of_state(request, asked) if asked else _overview(request, counts)
    return render(request, "system/jobs.html", context)


@needs(post="jobs.retry")
@require_POST
def retry(request: HttpRequest, job: int) -> HttpResponse:
    """Back into the queue, and back to the page."""
    try:
        verbs.retry(by=request.user, job=job)
        messages.success(request, _("Lagt i kø på nytt. Last siden om litt, og se hvordan det gikk."))
    except InputError as error:
        messages.warning(request, f"{error.message} {error.remedy}")
    return redirect("jobs")


def _overview(request: HttpRequest, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "failed": _jobs(request, "failed", FAILED) if counts.get("failed") else [],
        "failed_in_all": counts.get("failed", 0),
        "work": [(words.job(one.name), one) for one in queue.by_name(viewer=request.user)],
    }


def _of_state(request: HttpRequest, state: str) -> dict[str, Any]:
    before = request.GET.get("før", "")
    if before and not (before.isdecimal() and len(before) < 19):
        raise Http404
    found = _jobs(request, state, PAGE, **({"before": int(before)} if before else {}))
    return {"lines": found, "older": found[-1].job.id if len(found) == PAGE else None}


def _jobs(request: HttpRequest, state: str, most: int, **more: int) -> list[Line]:
    states = words.states()
    found = queue.jobs(viewer=request.user, state=state, most=most, **more)
    return [Line(job, words.job(job.name), states[job.state]) for job in found]
