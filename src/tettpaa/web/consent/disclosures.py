"""What was told on another ground than consent: the list, one of them, and writing it down."""

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tettpaa.access.decide import decide
from tettpaa.access.declared import needs
from tettpaa.consent import actions, queries
from tettpaa.consent.rules import hidden_grounds, sharing_grounds
from tettpaa.kit.errors import InputError
from tettpaa.web.consent.forms import DisclosureForm
from tettpaa.web.consent.whom import person_or_404

if TYPE_CHECKING:
    from tettpaa.consent.models import Disclosure


@needs("disclosure.read")
@require_safe
def disclosures(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """The latest first, of those that the viewer may read."""
    row = person_or_404(request, person, "disclosure.read")
    found = queries.disclosures(person, viewer=request.user)
    context = {
        "page_title": _("Fortalt til andre: %(name)s") % {"name": row.name},
        "person": row,
        "rows": [(one, _ground(one)) for one in found],
        "records": bool(decide(request.user, "disclosure.record", person)),
    }
    return render(request, "consent/disclosures.html", context)


@needs("disclosure.read")
@require_safe
def disclosure(request: HttpRequest, disclosure: uuid.UUID) -> HttpResponse:
    """One: to whom, what, why, and on which paragraph."""
    try:
        found = queries.disclosure(disclosure, viewer=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None
    context = {
        "page_title": _("Fortalt til %(who)s") % {"who": found.unit or found.receiver},
        "row": found,
        "ground": _ground(found),
        "processing": _ground(found, "processing"),
        "hidden": hidden_grounds(found.day).get(found.hidden_ground, ""),
        "lists": bool(decide(request.user, "disclosure.read", found.person_id)),
    }
    return render(request, "consent/disclosure.html", context)


@needs("disclosure.record", post="disclosure.record")
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """The paragraph with its conditions, what was told, to whom and why."""
    row = person_or_404(request, person, "disclosure.record")
    form = DisclosureForm(request.POST or None, queries.receivers(person, viewer=request.user))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.disclose(by=request.user, person=person, **form.said())
        except InputError as error:
            form.add_error(error.column if error.column in form.fields else None, error.message)
        else:
            messages.success(request, _("Ført opp."))
            return redirect("disclosure", made.id)
    context = {"page_title": _("Før opp det som er fortalt"), "person": row, "form": form}
    return render(request, "consent/record.html", context, status=422 if form.errors else 200)


def _ground(row: "Disclosure", kind: str = "exception") -> object:
    """As it was on the day."""
    code = getattr(row, kind)
    return next((one for one in sharing_grounds(kind, on=row.day) if one.code == code), code)
