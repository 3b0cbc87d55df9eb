"""One mapping: the questions with everybody's answers side by side, one's own to write, and what was agreed."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tettpaa.access.decide import decide
from tettpaa.access.declared import needs
from tettpaa.cases.mapping import actions, queries
from tettpaa.cases.mapping.queries import Detail
from tettpaa.cases.mapping.states import State
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.web.concerns.strip import strip
from tettpaa.web.mapping.forms import AnswerForm, TogetherForm

YOUNG = "ungdommen"
"""What the address says when staff note what the young person says."""


@needs(post="mapping.open")
@require_POST
def begin(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """A button on the page of the young person; a second click leads to the same one."""
    if not decide(request.user, "person.read", person):
        raise Http404
    try:
        key = uuid.UUID(request.POST.get("request_key", ""))
    except ValueError:
        key = uuid.uuid4()
    try:
        made = actions.open_mapping(by=request.user, person=person, request_key=key)
    except InputError as error:
        messages.warning(request, f"{error.message} {error.remedy or ''}".strip())
        return redirect("person", person)
    return redirect("mapping", made.id)


@needs("mapping.read", post=("mapping.answer", "mapping.write"))
@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: HttpRequest, mapping: uuid.UUID) -> HttpResponse:
    """The page; a POST does its ``verb``: keep (while typing), answer, ask, write or done."""
    young = request.GET.get("som") == YOUNG and request.user.kind == "staff"
    try:
        detail = queries.mapping(mapping, viewer=request.user, for_young=young)
    except ObjectDoesNotExist:
        raise Http404 from None
    if request.method != "POST":
        return _page(request, detail, young)
    verb = request.POST.get("verb", "answer")
    if verb in ("keep", "answer"):
        return _answer(request, detail, young, verb == "keep")
    if verb == "ask":
        return _ask(request, detail)
    return _together(request, detail, young, verb == "done")


def _answer(request: HttpRequest, detail: Detail, young: bool, draft: bool) -> HttpResponse:
    form = AnswerForm(request.POST, detail)
    if not form.is_valid():
        return _problem(next(iter(form.errors.values()))[0]) if draft else _page(
            request, detail, young, status=422, answers=form
        )  # fmt: skip
    got = form.cleaned_data
    version = got.pop("version") or 0
    given: dict[str, Any] = {
        "by": request.user,
        "mapping": detail.mapping.id,
        "words": got,
        "version": version,
    }
    try:
        if draft:
            now = actions.keep(**given, for_young=young)
            said = _("Kladden er lagret %(time)s. Bare du ser den.") % {"time": _time()}
            return JsonResponse({"version": now, "said": said})
        actions.answer(**given, for_young=young)
    except StaleWrite:
        if draft:
            return _problem(
                _(
                    "Du har skrevet i et annet vindu også. Dette er ikke lagret: trykk på knappen, så ser du begge."
                ),
                409,
            )
        fresh = queries.mapping(detail.mapping.id, viewer=request.user, for_young=young)
        mine = AnswerForm(_with_version(request, fresh), fresh)
        return _page(request, fresh, young, status=409, answers=mine, stale=_both(fresh, got))
    messages.success(request, _("Svarene er lagret."))
    return redirect(_address(detail, young))


def _with_version(request: HttpRequest, fresh: Detail) -> Any:
    """What was typed, to be sent once more on top of what stands now."""
    data = request.POST.copy()
    data["version"] = str(fresh.version)
    return data


def _problem(said: str, status: int = 422) -> HttpResponse:
    return JsonResponse({"said": said}, status=status)


def _ask(request: HttpRequest, detail: Detail) -> HttpResponse:
    try:
        user = uuid.UUID(request.POST.get("user", ""))
        actions.ask(by=request.user, mapping=detail.mapping.id, user=user)
        messages.success(request, _("Spurt. Det står i meldingene deres."))
    except (ValueError, InputError):
        messages.warning(request, _("Velg hvem du vil spørre."))
    return redirect("mapping", detail.mapping.id)


def _together(request: HttpRequest, detail: Detail, young: bool, done: bool) -> HttpResponse:
    form = TogetherForm(request.POST, {})
    if form.is_valid():
        try:
            actions.write(by=request.user, mapping=detail.mapping.id, **form.cleaned_data, done=done)
            said = _("Gått gjennom. Takk for praten.") if done else _("Lagret.")
            messages.success(request, said)
            return redirect("mapping", detail.mapping.id)
        except InputError as error:
            form.add_error(error.column, error.message)
        except StaleWrite as stale:
            return _page(request, detail, young, status=409, together=stale)
    return _page(request, detail, young, status=422, form=form)


def _page(
    request: HttpRequest, detail: Detail, young: bool, status: int = 200, *, answers: AnswerForm | None = None,
    stale: list[tuple[str, str, str]] | None = None, together: StaleWrite | None = None,
    form: TogetherForm | None = None,
) -> HttpResponse:  # fmt: skip
    row = detail.mapping
    own = request.user.person_id == row.person_id
    start = {"version": row.version, "strengths": row.strengths, "agreed": row.agreed, "shown": row.shown}
    if together:
        start |= together.mine
    answers = answers or (AnswerForm(None, detail) if detail.may_answer else None)
    layers = [
        (layer, [(one, answers and answers[one.factor.code]) for one in found])
        for layer, found in detail.layers
    ]
    context = {
        "page_title": _("Snakk sammen") if own else _("Kartlegging med %(who)s") % {"who": row.person.name},
        "detail": detail,
        "row": row,
        "done": row.state == State.DONE,
        "own": own,
        "young": young,
        "answers": answers,
        "layers": layers,
        "stale": stale,
        "together": together,
        "form": form or (TogetherForm(None, start) if detail.may_write else None),
        "strip": strip(detail.baton, viewer=request.user) if detail.baton else None,
    }
    return render(request, "mapping/mapping.html", context, status=status)


def _both(detail: Detail, typed: dict[str, str]) -> list[tuple[str, str, str]]:
    """Where they differ: the question, what stands now, and what was typed."""
    asked = [one for _layer, found in detail.layers for one in found]
    return [
        (str(one.factor.title), one.mine, typed[one.factor.code])
        for one in asked
        if one.mine.strip() != typed[one.factor.code].strip()
    ]


def _address(detail: Detail, young: bool) -> str:
    return reverse("mapping", args=[detail.mapping.id]) + (f"?som={YOUNG}" if young else "")


def _time() -> str:
    return date_format(clock.now().astimezone(clock.OSLO), "H.i")
