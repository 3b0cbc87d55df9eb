"""Two rows that may be one young person: side by side, made one, and made two again."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tettpaa.access.decide import demand
from tettpaa.access.declared import needs
from tettpaa.kit.errors import InputError
from tettpaa.pathway import actions
from tettpaa.pathway import queries as pathway
from tettpaa.web.people.words import day

if TYPE_CHECKING:
    from tettpaa.pathway.models import Enrolment, YoungPerson


@dataclass(frozen=True)
class Side:
    """One of the two: what tells whether they are the same."""

    id: uuid.UUID
    name: str
    facts: list[tuple[str, str]]


@needs("person.merge", post="person.merge")
@require_http_methods(["GET", "HEAD", "POST"])
def doubles(request: HttpRequest) -> HttpResponse:
    """The pairs that the viewer sees both of, and the last merges; a POST merges, or undoes."""
    demand(request.user, "person.merge")
    if request.method == "POST":
        return _do(request)
    found = pathway.possible_doubles(viewer=request.user)
    places = pathway.places({one.id for pair in found for one in (pair.one, pair.other)}, viewer=request.user)
    why = {"name": _("samme navn og fødselsdato"), "phone": _("samme telefon"), "email": _("samme e-post")}
    context = {
        "page_title": _("Samme ungdom to ganger?"),
        "pairs": [
            (why[pair.why], [_side(one, places[one.id]) for one in (pair.one, pair.other)]) for pair in found
        ],
        "merges": pathway.merges(viewer=request.user),
    }
    return render(request, "people/doubles.html", context)


def _do(request: HttpRequest) -> HttpResponse:
    try:
        if "merge" in request.POST:
            actions.unmerge(by=request.user, merge=_key(request, "merge"))
            messages.success(request, _("De er to igjen."))
        else:
            keep = _key(request, "keep")
            both = {uuid.UUID(one) for one in request.POST.getlist("both")}
            if keep not in both or len(both) != 2:
                raise Http404
            actions.merge(by=request.user, keep=keep, double=(both - {keep}).pop())
            messages.success(request, _("De er slått sammen. Du kan angre det nederst på siden."))
    except ValueError:
        raise Http404 from None
    except InputError as error:
        messages.warning(request, f"{error.message} {error.remedy}")
    return redirect("doubles")


def _key(request: HttpRequest, name: str) -> uuid.UUID:
    return uuid.UUID(request.POST.get(name, ""))


def _side(one: "YoungPerson", places: "list[Enrolment]") -> Side:
    facts = [
        (_("Født"), day(one.born, year=True)),
        (_("Telefon"), one.phone),
        (_("E-post"), one.email),
        *((_("Plass"), _place(place)) for place in places),
    ]
    return Side(one.id, one.name, [(label, value or "–") for label, value in facts])


def _place(place: "Enrolment") -> str:
    where = ", ".join(filter(None, (place.group.code if place.group else "", place.unit.name)))
    words = _("%(where)s fra %(first)s til %(last)s") if place.last else _("%(where)s fra %(first)s")
    return words % {
        "where": where, "first": day(place.first, year=True), "last": day(place.last, year=True)
    }  # fmt: skip
