"""Write to those who follow up, or to the young person; and one thread with its answer."""

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tettpaa.access.decide import decide, demand
from tettpaa.access.declared import needs
from tettpaa.cases.letters import actions, queries
from tettpaa.cases.letters.rules import LONGEST, kinds
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.pathway import queries as pathway
from tettpaa.web.people.words import day

if TYPE_CHECKING:
    from tettpaa.cases.letters.queries import Line


class LetterForm(forms.Form):
    """``choices``: what it can be about; none where it is a message. Sent twice, it is one letter."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, label: str, choices: list[tuple[str, str]] | None = None) -> None:
        super().__init__(data, initial={"request_key": uuid.uuid4(), "kind": "message"})
        if choices:
            self.fields["kind"] = forms.ChoiceField(
                label=_("Hva gjelder det?"), choices=choices, widget=forms.RadioSelect
            )
        self.fields["words"] = forms.CharField(
            label=label, widget=forms.Textarea({"rows": 5}), max_length=LONGEST
        )


@needs("letter.begin", post="letter.begin")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """The first letter, and the threads there are."""
    if not decide(request.user, "letter.begin", person):
        raise Http404
    name = pathway.person(person, viewer=request.user).name
    staff, own = request.user.kind == "staff", request.user.person_id == person
    choices = None if staff else [(one.code, str(one.label)) for one in kinds(clock.today()).values()]
    form = LetterForm(request.POST or None, _("Hva vil du si?"), choices)
    if request.method == "POST" and form.is_valid():
        told = {"kind": "message"} | form.cleaned_data
        try:
            made = actions.begin(by=request.user, person=person, **told)
        except InputError as error:
            column = error.column if error.column in form.fields else None
            form.add_error(column, f"{error.message} {error.remedy or ''}".strip())
        else:
            messages.success(request, _("Sendt. Du får beskjed når noen har svart."))
            return redirect("thread", made.id)
    context = {
        "page_title": _("Skriv til %(name)s") % {"name": name} if staff else _("Skriv til dem som følger opp"),
        "person": person, "name": name, "staff": staff, "own": own, "form": form,
        "threads": [(one, _waits(one, request)) for one in queries.threads(person, viewer=request.user)],
    }  # fmt: skip
    return render(request, "letters/begin.html", context, status=422 if form.is_bound else 200)


@needs("letter.read", post="letter.write")
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, thread: uuid.UUID) -> HttpResponse:
    """What was written, who answers until when, and the next letter."""
    try:
        found = queries.thread(thread, viewer=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None
    form = LetterForm(request.POST or None, _("Skriv videre") if found.own else _("Svaret ditt"))
    if request.method == "POST":
        demand(request.user, "letter.write", found.thread)
        if form.is_valid():
            actions.reply(by=request.user, thread=thread, **form.cleaned_data)
            messages.success(request, _("Sendt."))
            return redirect("thread", thread)
    row = found.thread
    context = {
        "page_title": found.label, "found": found, "row": row, "form": form if found.may_write else None,
        "due": day(found.baton.due) if found.baton else "",
    }  # fmt: skip
    return render(request, "letters/thread.html", context, status=422 if form.is_bound else 200)


def _waits(line: "Line", request: HttpRequest) -> str:
    """For whom it waits, from where the reader stands."""
    row = line.thread
    if row.waits == row.Waits.STAFF:
        return _("venter på svar")
    return _("besvart") if row.family_id == request.user.id else _("%(who)s har ordet") % {"who": line.who}
