"""Consents: one's own, a young person's, giving, registering, withdrawing with one click."""

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tettpaa.access.decide import decide, demand
from tettpaa.access.declared import needs, open_to
from tettpaa.consent import actions, queries
from tettpaa.consent.access import Asked, is_family
from tettpaa.consent.queries import Given
from tettpaa.consent.rules import Purpose, purposes, said_by
from tettpaa.kit.errors import InputError
from tettpaa.web import uploads
from tettpaa.web.consent.forms import ConsentForm, RegisterForm
from tettpaa.web.consent.whom import person_or_404
from tettpaa.web.consent.words import topic_label, what
from tettpaa.web.people.words import listed

if TYPE_CHECKING:
    from tettpaa.organisations.models import Unit
    from tettpaa.pathway.models import YoungPerson


@open_to("everybody")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Leads to one's own, or lets a guardian choose whose; the others to their front page."""
    found = queries.whose(viewer=request.user)
    if not found:
        return redirect("inbox")
    if len(found) == 1:
        return redirect("consents", found[0].id)
    return render(request, "consent/whose.html", {"page_title": _("Samtykker"), "people": found})


@needs("consent.read")
@require_safe
def consents(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """What holds, what there is to say yes to, and what has ended."""
    row = person_or_404(request, person, "consent.read")
    family = is_family(request.user, person)
    found = queries.consents(person, viewer=request.user)
    own = request.user.person_id == person
    to_give = family or bool(decide(request.user, "consent.register", person))
    context = {
        "page_title": _("Samtykker") if own else _("Samtykker: %(name)s") % {"name": row.name},
        "person": row,
        "own": own,
        "family": family,
        "holding": [_line(one) for one in found if one.holds],
        "ended": [_line(one) for one in found if not one.holds],
        "offers": [purposes()[code] for code in queries.choices(person, viewer=request.user)]
        if to_give
        else [],
        "told": queries.disclosures(person, viewer=request.user),
    }
    return render(request, "consent/consents.html", context)


@needs("consent.read", post="consent.give")
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, person: uuid.UUID, purpose: str) -> HttpResponse:
    """By the young person, or a guardian: choices only."""
    row, asked, units = _asked(request, person, purpose, "consent.read")
    if not is_family(request.user, person):
        if request.method == "POST":
            demand(request.user, "consent.give", Asked(row, "young"))
        return redirect("consent_register", person, purpose)
    mine = [code for code in asked.topics if said_by([code], row.born) == "young"]
    own = request.user.person_id == person
    form = ConsentForm(request.POST or None, replace(asked, topics=tuple(mine)) if own else asked, units)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.give(by=request.user, person=person, purpose=purpose, **form.said())
        except InputError as error:
            form.add_error(error.column if error.column in form.fields else None, error.message)
        else:
            messages.success(request, _("Lagret. Du kan trekke det når du vil."))
            return redirect("consent", made.id)
    return _filled_in(request, "consent/give.html", row, asked, form)


@needs("consent.register", post="consent.register")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, person: uuid.UUID, purpose: str) -> HttpResponse:
    """By staff: what was said on paper or in a talk."""
    row, asked, units = _asked(request, person, purpose, "consent.register")
    form = RegisterForm(request.POST or None, asked, units, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.said()
            file = given.pop("paper")
            made = actions.register(
                by=request.user,
                person=person,
                purpose=purpose,
                paper=uploads.scan(file) if file else None,
                **given,
            )
        except InputError as error:
            told = f"{error.message} {error.remedy or ''}".strip()
            form.add_error(error.column if error.column in form.fields else None, told)
        else:
            messages.success(request, _("Registrert. Ungdommen har fått melding."))
            return redirect("consent", made.id)
    return _filled_in(request, "consent/register.html", row, asked, form)


@needs("consent.withdraw")
@require_safe
def consent(request: HttpRequest, consent: uuid.UUID) -> HttpResponse:
    """One: who sees what, for what, until when, and how it was said."""
    found = _one(request, consent)
    row = found.row.person
    own = request.user.person_id == found.row.person_id
    context = {
        "page_title": _("Samtykke til %(unit)s") % {"unit": found.row.unit.name},
        **_line(found),
        "person": row,
        "own": own,
        "lists": bool(decide(request.user, "consent.read", found.row.person_id)),
        "paper": _may_see_paper(request, consent),
    }
    return render(request, "consent/consent.html", context)


@needs(post="consent.withdraw")
@require_POST
def withdraw(request: HttpRequest, consent: uuid.UUID) -> HttpResponse:
    """One click, no question asked."""
    found = _one(request, consent)
    lists = bool(decide(request.user, "consent.read", found.row.person_id))
    actions.withdraw(by=request.user, consent=consent)
    told = _("Samtykket er trukket. %(unit)s ser ikke lenger det som samtykket viste.")
    messages.success(request, told % {"unit": found.row.unit.name})
    return redirect("consents", found.row.person_id) if lists else redirect("inbox")


@needs("consent.read")
@require_safe
def paper(request: HttpRequest, consent: uuid.UUID) -> HttpResponse:
    """The scanned sheet, to be saved. 404 where there is none."""
    try:
        found = queries.paper(consent, viewer=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None
    return uploads.download(found.kind, bytes(found.content), "samtykke")


def _filled_in(
    request: HttpRequest, template: str, row: "YoungPerson", asked: Purpose, form: ConsentForm
) -> HttpResponse:
    context = {
        "page_title": asked.label,
        "person": row,
        "own": request.user.person_id == row.id,
        "purpose": asked,
        "form": form,
        "too_young": _for_guardians(asked, row),
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _for_guardians(asked: Purpose, row: "YoungPerson") -> str:
    """The topics that a guardian must say yes to, in words."""
    return listed([topic_label(code) for code in asked.topics if said_by([code], row.born) == "guardian"])


def _line(found: Given) -> dict[str, Any]:
    return {"given": found, "row": found.row, "what": what(found.row.topics)}


def _one(request: HttpRequest, consent: uuid.UUID) -> Given:
    try:
        return queries.one(consent, viewer=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None


def _may_see_paper(request: HttpRequest, consent: uuid.UUID) -> bool:
    try:
        return bool(queries.paper(consent, viewer=request.user))
    except ObjectDoesNotExist:
        return False


def _asked(
    request: HttpRequest, person: uuid.UUID, purpose: str, permission: str
) -> "tuple[YoungPerson, Purpose, list[Unit]]":
    """404 as above, and for a purpose that has nobody to let in."""
    row = person_or_404(request, person, permission)
    units = queries.choices(person, viewer=request.user).get(purpose)
    if not units:
        raise Http404
    return row, purposes()[purpose], units
