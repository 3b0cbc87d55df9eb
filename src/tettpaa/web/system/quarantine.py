"""Rows that could not be used: why they wait, correcting them, and running them again."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tettpaa.access.decide import demand
from tettpaa.access.declared import needs
from tettpaa.intake import queries as intake
from tettpaa.kit.errors import StaleWrite
from tettpaa.web.system import words

PAGE = 50
"""Rows a page."""
BATCHES = 10
"""Imports below them."""


class RowForm(forms.Form):
    """A field for each cell (``cell-0`` …), the wrong ones first; ``version`` as the page showed it."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, row: intake.Waiting) -> None:
        super().__init__(data, initial={"version": row.version})
        self.names = {f"cell-{n}": name for n, (name, _value, _wrong) in enumerate(row.cells)}
        self.wrong = {f"cell-{n}" for n, (_name, _value, wrong) in enumerate(row.cells) if wrong}
        for n, (name, value, _wrong) in enumerate(row.cells):
            self.fields[f"cell-{n}"] = forms.CharField(
                label=name, initial=value, required=False, strip=False, widget=forms.TextInput({"autocomplete": "off"})
            )  # fmt: skip

    def wrong_ones(self) -> list[forms.BoundField]:
        return [self[name] for name in self.names if name in self.wrong]

    def others(self) -> list[forms.BoundField]:
        return [self[name] for name in self.names if name not in self.wrong]

    def values(self) -> dict[str, str]:
        """By column."""
        return {column: self.cleaned_data[name] for name, column in self.names.items()}


@needs("intake.see_quarantine")
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """What waits, a page at a time, and the last imports."""
    waiting, corrected = intake.waiting_counts(viewer=request.user)
    start = _start(request)
    context = {
        "page_title": _("Karantene"),
        "waiting": waiting,
        "corrected": corrected,
        "rows": intake.quarantine(viewer=request.user, limit=PAGE, offset=start),
        "first": start + 1,
        "earlier": max(0, start - PAGE) if start else None,
        "later": start + PAGE if start + PAGE < waiting + corrected else None,
        "batches": [words.batch(one) for one in intake.batches(viewer=request.user, limit=BATCHES)],
    }
    return render(request, "system/quarantine.html", context)


@needs("intake.see_quarantine", post="intake.correct")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """One row with its cells; a POST puts other values in them."""
    # Not above: it would load the columnar engine with every web server.
    from tettpaa.intake import actions

    try:
        found = intake.row(row, viewer=request.user)
        if request.method != "POST":
            return _page(request, found, RowForm(None, found))
        form = RowForm(request.POST, found)
        if not form.is_valid():
            return _page(request, found, form, status=422)
        actions.correct(by=request.user, row=row, values=form.values(), version=form.cleaned_data["version"])
    except ObjectDoesNotExist:
        raise Http404 from None
    except StaleWrite as stale:
        return _stale(request, found, stale)
    messages.success(request, _("Raden er rettet. Den blir brukt når du kjører rettede rader på nytt."))
    return redirect("quarantine")


@needs(post="intake.correct")
@require_POST
def replay(request: HttpRequest) -> HttpResponse:
    """Queue the corrected rows; what comes of it stands on the page when the job is done."""
    from tettpaa.intake import actions

    demand(request.user, "intake.correct")
    if not intake.waiting_counts(viewer=request.user)[1]:
        messages.warning(request, _("Ingen rader er rettet, så det er ingenting å kjøre på nytt."))
    else:
        actions.request_replay(by=request.user)
        messages.success(
            request,
            _(
                "Lagt i kø. Når jobben er gjort, står den under Importer. Rader som fortsatt er gale, kommer hit igjen."
            ),
        )
    return redirect("quarantine")


def _start(request: HttpRequest) -> int:
    asked = request.GET.get("fra", "0")
    if not asked.isdecimal() or len(asked) > 9:
        raise Http404
    return int(asked)


def _stale(request: HttpRequest, row: intake.Waiting, stale: StaleWrite) -> HttpResponse:
    """Nothing was written: both texts where they differ, and one's own still in the fields."""
    form = RowForm(None, row)
    for name, column in form.names.items():
        form.initial[name] = stale.mine.get(column, "")
    differ = [
        (c, value, stale.mine.get(c, "")) for c, value in stale.theirs.items() if stale.mine.get(c) != value
    ]
    return _page(request, row, form, status=409, differ=differ)


def _page(
    request: HttpRequest, row: intake.Waiting, form: RowForm, status: int = 200, differ: list | None = None
) -> HttpResponse:
    context = {
        "page_title": _("%(file)s, linje %(line)s") % {"file": row.file, "line": row.line},
        "row": row,
        "form": form,
        "differ": differ,
    }
    return render(request, "system/row.html", context, status=status)
