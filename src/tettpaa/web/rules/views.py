"""The rule book for all staff; the switch of a rule for the county, with its load above the button."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tettpaa.access.decide import decide, demand
from tettpaa.access.declared import needs
from tettpaa.identification import actions, rulebook
from tettpaa.identification.rulebook import RulePage
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.web.rules import words

MOST_NAMED = 5
"""Schools named above the button; the table has them all."""


class SwitchForm(forms.Form):
    """The other way than the rule stands, or is to stand. ``version`` as the page showed it."""

    on = forms.BooleanField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, page: RulePage) -> None:
        last, today = page.row.coming or page.row.now, clock.today()
        self.turns_on = not (last and last.on)
        first = page.row.coming.first if page.row.coming else today
        initial = {"on": self.turns_on, "version": page.version, "from_date": first}
        super().__init__(data, initial=initial)
        self.fields["from_date"] = forms.DateField(
            label=_("Fra hvilken dag?"),
            widget=forms.DateInput({"type": "date", "min": today.isoformat()}, "%Y-%m-%d"),
        )
        self.fields["reason"] = forms.CharField(
            label=_("Hvorfor?"),
            help_text=_("Alle som arbeider med ungdommene, kan lese dette i regelboka."),
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=2000,
        )


@needs("rules.read")
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule, those that are on first."""
    book = rulebook.rule_book(viewer=request.user)
    rows = [words.shown(row) for row in book.rules]
    context = {
        "page_title": _("Regelboka"),
        "book": book,
        "on": [one for one in rows if one.row.on],
        "off": [one for one in rows if not one.row.on],
        "may_switch": bool(decide(request.user, "rules.switch")),
    }
    return render(request, "rules/rules.html", context)


@needs("rules.read", post="rules.switch")
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, rule: str) -> HttpResponse:
    """One rule; a POST switches it."""
    page = rulebook.rule_page(rule, viewer=request.user)
    if page is None:
        raise Http404
    if request.method != "POST":
        may = decide(request.user, "rules.switch")
        return _page(request, page, SwitchForm(None, page) if may else None)
    demand(request.user, "rules.switch")
    form = SwitchForm(request.POST, page)
    if form.is_valid():
        got = form.cleaned_data
        try:
            actions.switch(rule=rule, by=request.user, **got)
        except InputError as error:
            message = f"{error.message} {error.remedy or ''}".strip()
            form.add_error(error.column if error.column in form.fields else None, message)
        except StaleWrite as stale:
            fresh = SwitchForm(None, page)
            if fresh.turns_on == got["on"]:  # else what was written is about the other way
                fresh.initial["reason"] = got["reason"]
            return _page(request, page, fresh, status=409, stale=stale)
        else:
            messages.success(request, _done(got))
            return redirect("rule", rule)
    return _page(request, page, form, status=422)


def _done(got: dict[str, Any]) -> str:
    if got["from_date"] > clock.today():
        return _("Det er bestemt, og gjelder fra dagen du valgte.")
    return _("Regelen er slått på.") if got["on"] else _("Regelen er slått av.")


def _page(
    request: HttpRequest,
    page: RulePage,
    form: SwitchForm | None,
    status: int = 200,
    stale: StaleWrite | None = None,
) -> HttpResponse:
    shown = words.shown(page.row)
    brings = words.consequence(page.row.loads)
    context = {
        "page_title": page.row.title,
        "page": page,
        "row": page.row,
        "shown": shown,
        "loads": [(load, words.each(load)) for load in page.row.loads],
        "form": form,
        "brings": brings[:MOST_NAMED],
        "more": len(brings[MOST_NAMED:]),
        "total": page.row.hits,
        "unknown": page.as_of is None,
        "stale": stale,
    }
    return render(request, "rules/rule.html", context, status=status)
