"""One clarification talk: who must be there, what to go through, what was said and decided."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tettpaa.access.decide import decide, demand
from tettpaa.access.declared import needs
from tettpaa.cases.clarification import actions, queries
from tettpaa.cases.clarification.queries import Detail
from tettpaa.cases.clarification.rules import LONGEST
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.web.concerns.strip import strip


class TalkForm(forms.Form):
    """``version`` is the talk's as the page showed it; one that has moved since is not written over."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, detail: Detail, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        day = forms.DateInput({"type": "date"}, "%Y-%m-%d")
        self.fields["planned"] = forms.DateField(label=_("Når er samtalen?"), widget=day, required=False)
        must = _("%(who)s – skal være med")
        people = [
            (one.code, must % {"who": one.label} if one.code in detail.required else str(one.label))
            for one in detail.attendees
        ]
        steps = [(one.code, str(one.label)) for one in detail.checks]
        ends = [(one.code, str(one.label)) for one in detail.outcomes]
        many = forms.CheckboxSelectMultiple
        self.fields["present"] = forms.MultipleChoiceField(
            label=_("Hvem var med?"), choices=people, widget=many, required=False
        )
        self.fields["absent_why"] = _text(_("Var noen som skulle være med, ikke der? Hvorfor?"), rows=2)
        self.fields["gone_through"] = forms.MultipleChoiceField(
            label=_("Hva er gått gjennom?"), choices=steps, widget=many, required=False
        )
        hint = _("Ungdommens egne ord først. Ungdommen og foresatte leser dette etterpå.")
        self.fields["record_text"] = _text(_("Hva kom dere fram til?"), hint, rows=5)
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Hva ble bestemt?"), choices=ends, widget=forms.RadioSelect, required=False
        )


def _text(label: str, hint: str = "", *, rows: int) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, widget=area, max_length=LONGEST, required=False)


@needs(post="clarification.open")
@require_POST
def call(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """A button on the page of the young person; a second click leads to the same talk."""
    if not decide(request.user, "person.read", person):
        raise Http404
    try:
        key = uuid.UUID(request.POST.get("request_key", ""))
    except ValueError:
        key = uuid.uuid4()
    try:
        made = actions.call(by=request.user, person=person, request_key=key)
    except InputError as error:
        messages.warning(request, f"{error.message} {error.remedy or ''}".strip())
        return redirect("person", person)
    return redirect("clarification", made.id)


@needs("clarification.read", post="clarification.write")
@require_http_methods(["GET", "HEAD", "POST"])
def clarification(request: HttpRequest, clarification: uuid.UUID) -> HttpResponse:
    """The page; a POST keeps what was written, or decides (``verb`` decide)."""
    try:
        detail = queries.talk(clarification, viewer=request.user)
    except ObjectDoesNotExist:
        raise Http404 from None
    if request.method != "POST":
        return _page(request, detail, None)
    demand(request.user, "clarification.write", detail.talk)
    form = TalkForm(request.POST, detail, {})
    decides = request.POST.get("verb") == "decide"
    if form.is_valid():
        try:
            actions.write(by=request.user, talk=detail.talk.id, **form.cleaned_data, decide=decides)
            said = _("Samtalen er skrevet ned.") if decides else _("Lagret.")
            messages.success(request, said)
            return redirect("clarification", detail.talk.id)
        except InputError as error:
            form.add_error(error.column if error.column in form.fields else None, error.message)
        except StaleWrite as stale:
            data = request.POST.copy()
            data["version"] = str(stale.theirs.version)
            fresh = queries.talk(clarification, viewer=request.user)
            return _page(request, fresh, TalkForm(data, fresh, {}), 409, stale)
    return _page(request, detail, form, 422)


def _page(
    request: HttpRequest,
    detail: Detail,
    form: TalkForm | None,
    status: int = 200,
    stale: StaleWrite | None = None,
) -> HttpResponse:
    row = detail.talk
    if form is None and detail.may_write:
        start = {name: getattr(row, name) for name in ("version", "planned", "present", "absent_why")}
        start |= {"gone_through": row.gone_through, "record_text": row.record, "outcome": row.outcome}
        form = TalkForm(None, detail, start)
    context = {
        "page_title": _("Avklaringssamtale med %(who)s") % {"who": row.person.name},
        "detail": detail,
        "row": row,
        "held": row.state == "decided",
        "staff": request.user.kind == "staff",
        "form": form,
        "stale": stale,
        "present": [one for one in detail.attendees if one.code in row.present],
        "gone": [one for one in detail.checks if one.code in row.gone_through],
        "strip": strip(detail.baton, viewer=request.user) if detail.baton else None,
    }
    return render(request, "clarification/talk.html", context, status=status)
