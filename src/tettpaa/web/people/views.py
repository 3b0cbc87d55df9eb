"""Search, the viewer's own classes and young people, and the page of one."""

import uuid

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tettpaa.access.decide import decide, demand
from tettpaa.access.declared import needs
from tettpaa.accounts.queries import memberships_of
from tettpaa.accounts.roles import leading, roles
from tettpaa.baton import queries as batons
from tettpaa.cases.queries.matters import names
from tettpaa.insight import circle, story
from tettpaa.insight import queries as insight
from tettpaa.kit.errors import InputError
from tettpaa.pathway import actions
from tettpaa.pathway import queries as pathway
from tettpaa.web.context import memberships
from tettpaa.web.people import page


@needs("person.find", post="person.find")
@sensitive_post_parameters("q")
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """The search is a POST: a name or a number never stands in an address."""
    demand(request.user, "person.find")
    words = request.POST.get("q", "").strip()
    context = {"page_title": _("Ungdommer"), "words": words, "searched": False, "trouble": ""}
    if request.method == "POST":
        return render(request, "people/people.html", context | _search(request, words))
    mine = memberships_of(viewer=request.user)
    own = {m.group_id for m in mine if m.group_id}
    units = {m.unit_id: m.unit for m in mine if roles()[m.role].over == "unit"}
    held = {b.person_id for b in batons.mine(viewer=request.user) if b.person_id}
    found = names(held, viewer=request.user) if held else {}
    context |= {
        "held": sorted(found.items(), key=lambda pair: pair[1]),
        "groups": _with_pupils(request, own) if own else [],
        "classes": insight.classes(units, viewer=request.user) if units else [],
        "units": units,
        "may_merge": bool(decide(request.user, "person.merge")),
    }
    return render(request, "people/people.html", context)


@needs("person.read")
@require_safe
def group(request: HttpRequest, group: uuid.UUID) -> HttpResponse:
    """One class: those in it whom the viewer may see. 404 for who sees nobody there, and for families."""
    if not decide(request.user, "person.find"):
        raise Http404
    found = _with_pupils(request, [group])
    if not found or not found[0]["pupils"]:
        raise Http404
    return render(request, "people/group.html", {"page_title": found[0]["group"].code, **found[0]})


@needs("person.read")
@require_safe
def person(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """The young person. A stranger gets 404; the person and the guardians have their messages instead."""
    if request.user.kind != "staff":
        if decide(request.user, "person.read", person):
            return redirect("inbox")
        raise Http404
    found = story.story(person, first=page.window().first, viewer=request.user)
    if found is None:
        raise Http404
    near = circle.circle(person, viewer=request.user)
    leads = {one.unit_id for one in memberships(request) if one.role in leading()}
    context = page.context(found, near, leads, viewer=request.user)
    return render(request, "people/person.html", context)


@needs(post="person.protect")
@require_POST
def protect(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """Address protection as the population register has it; effective at once."""
    try:
        actions.protect(by=request.user, person=person, level=request.POST.get("level", ""))
    except (ObjectDoesNotExist, KeyError):
        raise Http404 from None
    messages.success(request, _("Adressesperren er lagret, og gjelder fra nå."))
    return redirect("person", person)


def _search(request: HttpRequest, words: str) -> dict[str, object]:
    try:
        found = pathway.search(words, viewer=request.user)
    except InputError as error:
        return {"trouble": f"{error.message} {error.remedy or ''}".strip(), "found": []}
    seen = names([one.id for one in found], viewer=request.user) if found else {}
    opens = pathway.may_open([one.id for one in found if one.id not in seen], viewer=request.user)
    return {"searched": True, "found": [(one, _place(one), one.id in seen, one.id in opens) for one in found]}


def _place(one: pathway.Found) -> str:
    """Class, school and year of birth: the least that tells two apart."""
    return " · ".join(filter(None, (one.group, one.school, one.born and str(one.born))))


def _with_pupils(request: HttpRequest, groups: object) -> list[dict[str, object]]:
    pupils = insight.pupils(groups, viewer=request.user)
    return [
        {"group": one, "pupils": [pupil for pupil in pupils if pupil.group_id == one.id]}
        for one in insight.groups(groups, viewer=request.user)
    ]
