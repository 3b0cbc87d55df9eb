"""The catalogue of measures, for all staff to read; those who counsel or lead add their own."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tettpaa.access.decide import decide, demand
from tettpaa.access.declared import needs
from tettpaa.kit.errors import InputError
from tettpaa.measures import actions, queries
from tettpaa.measures.rules import Offer, areas, effects, intensities, levels, sectors
from tettpaa.web.plan.forms import OwnMeasureForm


@dataclass(frozen=True)
class Card:
    """One measure of the catalogue in words."""

    offer: Offer
    facts: str
    effect: str


def grouped(offers: dict[str, Offer]) -> list[tuple[str, str, list[Card]]]:
    """By area: its code, its name, and what is in it."""
    cards = [_card(one) for one in offers.values()]
    return [
        (code, str(words), [one for one in cards if one.offer.area == code])
        for code, words in areas().items()
    ]


@needs("measure.catalogue", post="measure.catalogue_add")
@require_http_methods(["GET", "HEAD", "POST"])
def catalogue(request: HttpRequest) -> HttpResponse:
    """All of it; a POST adds a unit's own."""
    demand(request.user, "measure.catalogue")
    units = queries.adds_for(viewer=request.user) if decide(request.user, "measure.catalogue_add") else []
    form, status = OwnMeasureForm(None, units), 200
    if request.method == "POST":
        demand(request.user, "measure.catalogue_add")
        form, status = OwnMeasureForm(request.POST, units), 422
        if form.is_valid():
            try:
                actions.add_own(by=request.user, **form.cleaned_data)
                messages.success(request, _("Tiltaket står i katalogen nå."))
                return redirect("measures")
            except InputError as error:
                form.add_error(error.column if error.column in form.fields else None, error.message)
    context = {
        "page_title": _("Tiltakskatalog"),
        "groups": grouped(queries.catalogue(viewer=request.user)),
        "form": form if units else None,
    }
    return render(request, "plan/catalogue.html", context, status=status)


def _card(one: Offer) -> Card:
    who, where = sectors(), levels()
    facts = [
        str(intensities()[one.intensity]),
        ", ".join(str(where[code]) for code in one.levels),
        one.unit or ", ".join(str(who[code]) for code in one.sectors),
    ]
    return Card(one, " · ".join(filter(None, facts)), str(effects()[one.effect]))
