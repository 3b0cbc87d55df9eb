"""Unusual access, for who leads a unit: what was read, one line at a time, until somebody has looked at it."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tettpaa.access.declared import needs
from tettpaa.kit.errors import InputError
from tettpaa.oversight import actions
from tettpaa.oversight import queries as oversight
from tettpaa.web.oversight.words import clock_time, day_name, initials

if TYPE_CHECKING:
    from tettpaa.oversight.models import Unusual


@dataclass(frozen=True)
class Shown:
    """One line, in words; ``looked``: by whom and when, empty while nobody has."""

    id: uuid.UUID
    title: str
    source: str
    name: str
    initials: str
    who: str
    person: uuid.UUID | None
    when: str
    count: int
    unit: str
    looked: str
    note: str


@needs("unusual.look", post="unusual.look")
@require_http_methods(["GET", "HEAD", "POST"])
def unusual(request: HttpRequest) -> HttpResponse:
    """403 for who leads no unit; a POST marks a line as looked at."""
    if request.method == "POST":
        return _look(request)
    waits, looked = oversight.unusual_at(viewer=request.user)
    context = {
        "page_title": _("Uvanlig innsyn"),
        "waits": [_shown(one) for one in waits],
        "looked": [_shown(one) for one in looked],
    }
    return render(request, "oversight/unusual.html", context)


def _look(request: HttpRequest) -> HttpResponse:
    try:
        actions.look(
            by=request.user, unusual=uuid.UUID(request.POST.get("id", "")), note=request.POST.get("note", "")
        )
    except (ValueError, ObjectDoesNotExist):
        raise Http404 from None
    except InputError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("Merket som sett på."))
    return redirect("unusual")


def _shown(found: oversight.Found) -> Shown:
    row = found.row
    return Shown(
        row.id, found.title, found.source, row.actor.name, initials(row.actor.name), found.who,
        row.person_id if found.who else None, f"{day_name(row.day)}, {_('kl.')} {clock_time(row.at)}", row.count,
        row.unit.name, _looked(row), row.note,
    )  # fmt: skip


def _looked(row: "Unusual") -> str:
    if row.looked_at is None:
        return ""
    said = {"who": row.looked_by.name, "day": day_name(row.looked_at.date()).lower()}
    return _("%(who)s så på det %(day)s") % said
