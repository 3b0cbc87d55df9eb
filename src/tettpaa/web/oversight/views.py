"""Who has read of a young person; a question about it and its answer; what was changed."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tettpaa.access.decide import decide, demand
from tettpaa.access.declared import needs, open_to
from tettpaa.access.queries import topics_of
from tettpaa.access.topics import Topic
from tettpaa.kit.errors import InputError
from tettpaa.oversight import actions
from tettpaa.oversight import queries as oversight
from tettpaa.oversight.rules import LONGEST_WORDS
from tettpaa.web.oversight import changes, words
from tettpaa.web.people.words import day


@needs("person.read")
@require_safe
def reads(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """Day by day; 404 for who may not see the young person."""
    name, viewer = _name(request, person), request.user
    family = viewer.kind != "staff"
    lines = oversight.reads_of(person, viewer=viewer, before=_before(request))
    asked = oversight.questions_about(person, viewer=viewer) if family else {}
    context = {
        "page_title": _title(request, person, name),
        "person": person,
        "name": name,
        "own": viewer.person_id == person,
        "family": family,
        "days": words.days(lines, asked, family=family),
        "veiled": not topics_of(person, viewer=viewer) & Topic.WHEREABOUTS,
        "earlier": lines[-1].at.isoformat() if len(lines) == oversight.SHOWN else "",
    }
    return render(request, "oversight/reads.html", context)


class _Ask(forms.Form):
    request_key = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(required=False, max_length=LONGEST_WORDS, widget=forms.Textarea({"rows": 3}))


@needs("read.ask", post="read.ask")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, person: uuid.UUID, read: uuid.UUID) -> HttpResponse:
    """Ask about one line. 403 for staff, 404 for a line that the viewer may not know of."""
    name = _name(request, person)
    demand(request.user, "read.ask", person)
    line = oversight.read_of(person, read, viewer=request.user)
    if line is None:
        raise Http404
    before = oversight.questions_about(person, viewer=request.user).get(read)
    if before:
        return redirect("read_question", before.id)
    form = _Ask(request.POST or None, initial={"request_key": uuid.uuid4()})
    form.fields["words"].label = _("Vil du skrive hvorfor du spør?")
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(by=request.user, person=person, line=line, **form.cleaned_data)
        except InputError as error:
            form.add_error("words" if error.column else None, f"{error.message} {error.remedy or ''}".strip())
        else:
            messages.success(request, _("Spørsmålet er sendt. Du får vite når det er besvart."))
            return redirect("read_question", made)
    context = {
        "page_title": _("Spør om dette"),
        "person": person,
        "back": _title(request, person, name),
        "read": _said(line.at, line.name, words.why_of(line), line.sections, family=True),
        "form": form,
    }
    return render(request, "oversight/ask.html", context, status=422 if form.errors else 200)


class _Answer(forms.Form):
    words = forms.CharField(max_length=LONGEST_WORDS, widget=forms.Textarea({"rows": 4}))


@open_to("everybody", post="read.answer")
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, question: uuid.UUID) -> HttpResponse:
    """What was asked, who answers until when, and the answer; a POST is the answer."""
    try:
        row, baton = oversight.question(question, viewer=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None
    may = decide(request.user, "read.answer", row)
    form = _Answer(request.POST or None) if may else None
    if form:
        form.fields["words"].label = _("Svaret ditt")
        form.fields["words"].help_text = _(
            "Svaret går til den som spurte. Skriv det slik at en ungdom forstår det."
        )
    if request.method == "POST":
        demand(request.user, "read.answer", row)
        if form and form.is_valid():
            actions.answer(by=request.user, question=row.id, words=form.cleaned_data["words"])
            messages.success(request, _("Svaret er sendt til den som spurte."))
            return redirect("read_question", row.id)
    asked = row.asked_by_id == request.user.id
    line = oversight.Line(
        row.read_id, row.read_at, row.reader_id, row.reader.name, "", False, Topic(row.sections),
        row.ground, None, row.role, row.place,
    )  # fmt: skip
    context = {
        "page_title": _("Spørsmål om hvorfor noen leste"),
        "row": row,
        "who": baton.holder.name if baton else row.receiver.name,
        "due": day(baton.due if baton else row.due),
        "asked": asked,
        "about": oversight.name_of(row.person_id, viewer=request.user) or _("en ungdom"),
        "read": _said(row.read_at, row.reader.name, words.why_of(line), line.sections, family=asked),
        "form": form,
    }  # fmt: skip
    return render(request, "oversight/question.html", context, status=422 if form and form.errors else 200)


@needs("person.read")
@require_safe
def history(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """From what to what, of what the viewer may see; 404 for who may not see the young person."""
    name = _name(request, person)
    found, names = oversight.history(person, viewer=request.user)
    context = {
        "page_title": _("Historikk for %(name)s") % {"name": name},
        "person": person,
        "name": name,
        "staff": request.user.kind == "staff",
        "days": changes.days(found, names),
    }
    return render(request, "oversight/history.html", context)


def _name(request: HttpRequest, person: uuid.UUID) -> str:
    if not (name := oversight.name_of(person, viewer=request.user)):
        raise Http404
    return name


def _title(request: HttpRequest, person: uuid.UUID, name: str) -> str:
    if request.user.person_id == person:
        return _("Hvem har lest om deg")
    return _("Hvem har lest om %(name)s") % {"name": name}


def _before(request: HttpRequest) -> datetime | None:
    try:
        found = parse_datetime(request.GET.get("til", ""))
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _said(at: datetime, name: str, why: str, sections: Topic, *, family: bool) -> dict[str, Any]:
    return {
        "day": words.day_name(at.astimezone(words.clock.OSLO).date()), "time": words.clock_time(at),
        "name": name, "why": why, "what": words.what_of(sections, family=family),
    }  # fmt: skip
