"""Twice a year: confirm who works at the unit, each with a click, or all."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tettpaa.access.declared import needs
from tettpaa.accounts import confirmation
from tettpaa.accounts import queries as accounts
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.web.staff import words
from tettpaa.web.staff.views import asked, reach
from tettpaa.workflows import confirmation as verbs


@needs("membership.change", post="membership.confirm")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """The list; a POST confirms the one, takes back the one, or confirms all that are not."""
    units = reach(request)
    unit = asked(request, units)
    found = confirmation.now()
    open_now = found is not None and clock.today() <= found.ends
    rows = accounts.to_confirm(unit.id, found, viewer=request.user) if found and open_now else []
    here = f"{reverse('staff_confirm')}?enhet={unit.id}"
    if request.method == "POST":
        _do(request, rows)
        return redirect(here)
    context = {
        "page_title": _("Bekreft hvem som arbeider her"),
        "unit": unit,
        "units": units,
        "round": found if open_now else None,
        "rows": [
            (
                one,
                said,
                words.role(one.role, one.group.code if one.group else ""),
                words.span(one.first, one.last),
            )
            for one, said in rows
        ],
        "waiting": sum(said is None and one.user_id != request.user.id for one, said in rows),
        "here": here,
        "back_url": f"{reverse('staff')}?enhet={unit.id}",
    }
    return render(request, "staff/confirm.html", context)


def _do(request: HttpRequest, rows: list) -> None:
    known = {str(one.id): one for one, _said in rows}
    try:
        if back := request.POST.get("undo"):
            verbs.take_back(by=request.user, membership=known[back])
            messages.success(request, _("Bekreftelsen er tatt tilbake."))
            return
        key = request.POST.get("membership", "")
        chosen = (
            [one for one in known.values() if one.user_id != request.user.id]
            if key == "all"
            else [known[key]]
        )
        n = verbs.confirm(by=request.user, memberships=chosen)
    except KeyError:
        raise Http404 from None
    except InputError as error:
        messages.warning(request, f"{error.message} {error.remedy or ''}".strip())
        return
    messages.success(request, ngettext("%(n)s bekreftet.", "%(n)s bekreftet.", n) % {"n": n})
