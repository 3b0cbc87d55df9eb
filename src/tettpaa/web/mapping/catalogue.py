"""What a mapping asks, by level, for all staff to read; the county's coordinator changes it in versions."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tettpaa.access.decide import demand
from tettpaa.access.declared import needs
from tettpaa.cases.mapping import actions, queries
from tettpaa.cases.mapping.states import Layer, Level
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.web.mapping.forms import QuestionForm


@needs("catalogue.read")
@require_safe
def catalogue(request: HttpRequest, level: Level) -> HttpResponse:
    """Every question of one level, by layer."""
    demand(request.user, "catalogue.read")
    found = queries.catalogue(level, viewer=request.user)
    layers = [(layer, [one for one in found if one.layer == layer]) for layer in Layer]
    context = {
        "page_title": _("Spørsmål i kartleggingen"),
        "level": level,
        "levels": list(Level),
        "layers": layers,
    }
    return render(request, "mapping/catalogue.html", context)


@needs("catalogue.read", post="catalogue.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, level: Level, item: str) -> HttpResponse:
    """One question with its versions; a POST makes a new one."""
    demand(request.user, "catalogue.read")
    page = queries.question(level, item, viewer=request.user)
    if page is None:
        raise Http404
    form, stale, status = QuestionForm(None, page.factor), None, 200
    if request.method == "POST":
        demand(request.user, "catalogue.edit")
        form, status = QuestionForm(request.POST, page.factor), 422
        try:
            if form.is_valid():
                actions.change_question(by=request.user, level=level, code=item, **form.said())
                messages.success(request, _("Ny versjon er lagret, og gjelder fra nå."))
                return redirect("catalogue_item", level, item)
        except InputError as error:
            form.add_error(error.column if error.column in form.fields else None, error.message)
        except StaleWrite as found:
            stale, status = found, 409
            mine = request.POST.copy()
            mine["number"] = str(page.factor.number)
            form = QuestionForm(mine, page.factor)
    context = {
        "page_title": str(page.factor.title),
        "page": page,
        "level": level,
        "form": form if page.editor else None,
        "stale": stale,
    }
    return render(request, "mapping/question.html", context, status=status)
