"""Open emergency access, read of that which was opened, and end it."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tettpaa.access.declared import needs, open_to
from tettpaa.kit.errors import InputError
from tettpaa.pathway import actions
from tettpaa.pathway import queries as pathway
from tettpaa.pathway.emergencies import offers, terms


class OpenForm(forms.Form):
    """Why, and for how many hours."""

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    hours = forms.TypedChoiceField(widget=forms.RadioSelect, coerce=int)

    def __init__(self, data: Any) -> None:
        super().__init__(data, initial={"hours": terms().hours})
        self.fields["reason"].label = _("Hvorfor trenger du det nå?")
        self.fields["reason"].help_text = _("Den som leder, og ungdommen selv, får lese det du skriver.")
        self.fields["hours"].label = _("Hvor lenge?")
        self.fields["hours"].choices = [
            (n, ngettext("%(n)s time", "%(n)s timer", n) % {"n": n}) for n in offers()
        ]


@open_to("staff")
@require_safe
def opened(request: HttpRequest) -> HttpResponse:
    """Those that the viewer opened, and those at the units that they lead."""
    if request.user.kind != "staff":
        raise Http404
    context = {"page_title": _("Nødtilgang"), "rows": pathway.emergencies(viewer=request.user)}
    return render(request, "emergency/opened.html", context)


@needs("emergency.open", post="emergency.open")
@require_http_methods(["GET", "HEAD", "POST"])
def open_it(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """What happens, the reason and the hours. 404 for who may not open it, as for somebody who isn't there."""
    name = pathway.may_open([person], viewer=request.user).get(person)
    if name is None:
        raise Http404
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_emergency(by=request.user, person=person, **form.cleaned_data)
        except InputError as error:
            form.add_error(error.column, error.message)
        else:
            messages.success(request, _("Åpnet. Den som leder, har fått vite det."))
            return redirect("person", person)
    context = {
        "page_title": _("Nødtilgang til %(name)s") % {"name": name},
        "form": form,
        "most": terms().most_a_day,
    }
    return render(request, "emergency/open.html", context, status=422 if form.errors else 200)


@needs(post="emergency.end")
@require_POST
def end(request: HttpRequest, emergency: uuid.UUID) -> HttpResponse:
    """Now, before its time."""
    try:
        actions.end_emergency(by=request.user, emergency=emergency)
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, _("Nødtilgangen er avsluttet."))
    return redirect("emergencies")
