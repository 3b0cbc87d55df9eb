"""The IKO rhythm as a working list: what is not done first, and each line marked with one button."""

import uuid
from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tettpaa.access.declared import needs
from tettpaa.access.permissions import roles_of
from tettpaa.identification.actions import mark_done, undo_done
from tettpaa.identification.rhythm import notes
from tettpaa.identification.states import Kind
from tettpaa.identification.words import language
from tettpaa.identification.worklist import RhythmItem, rhythm, shown
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.web.context import memberships
from tettpaa.web.signals.forms import DoneForm
from tettpaa.web.todo.rows import deadline

HELD = "held"
SHOWN = 50
"""Lines of a kind, unless all are asked for: a school may have hundreds of start conversations in August."""


@dataclass(frozen=True)
class Line:
    """One thing to do. ``deadline`` says how late it is; ``early``: it may not be done yet."""

    item: RhythmItem
    deadline: str
    early: bool


@dataclass
class Section:
    """All of one kind; ``shown`` are the first of what waits."""

    kind: Kind
    title: str
    waits: list[Line] = field(default_factory=list)
    done: list[RhythmItem] = field(default_factory=list)
    most: int | None = SHOWN

    @property
    def shown(self) -> list[Line]:
        return self.waits[: self.most]

    @property
    def more(self) -> int:
        return len(self.waits) - len(self.shown)

    @property
    def overdue(self) -> int:
        return sum(line.item.overdue for line in self.waits)

    @property
    def due(self) -> date | None:
        """The day that all of it is due, unless it is over or differs."""
        days = {line.item.due for line in self.waits}
        return days.pop() if len(days) == 1 and not self.overdue else None


@needs("rhythm.mark", post="rhythm.mark")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """A POST marks a line as done, or takes the mark away again (``undo``)."""
    roles = {m.role for m in memberships(request)}
    if not roles & {*roles_of("rhythm.mark")}:
        raise PermissionDenied(_("Rytmen i IKO er for kontaktlærere, rådgivere og ledere ved en skole."))
    if request.method == "POST":
        try:
            return _undo(request) if "undo" in request.POST else _mark(request)
        except InputError as error:
            messages.warning(request, f"{error.message} {error.remedy or ''}".strip())
    lines = rhythm(viewer=request.user)
    context = {
        "page_title": _("Rytmen"),
        "sections": _sections(lines, None if "alle" in request.GET else SHOWN),
        "notes": [(code, said[language()]) for code, said in notes().items() if code != HELD],
        "held": notes()[HELD][language()],
        "held_code": HELD,
        "units": {m.unit_id for m in memberships(request) if m.role in roles_of("rhythm.mark")},
        "triages": bool(roles & {*roles_of("signals.triage")}),
        "today": clock.today(),
    }
    return render(request, "signals/rhythm.html", context, status=422 if request.method == "POST" else 200)


def _sections(items: list[RhythmItem], most: int | None) -> list[Section]:
    """In the order of the year; each with what is not done in the list's own order."""
    found: dict[Kind, Section] = {}
    for item in items:
        section = found.setdefault(item.kind, Section(item.kind, item.title, most=most))
        if item.done_on:
            section.done.append(item)
        else:
            section.waits.append(Line(item, deadline(item.due), item.earliest > clock.today()))
    for section in found.values():
        shown([*(line.item for line in section.shown), *section.done])
    return [found[kind] for kind in Kind if kind in found]


def _mark(request: HttpRequest) -> HttpResponse:
    form = DoneForm(request.POST)
    if not form.is_valid():
        raise InputError(_("Dette står ikke på arbeidslista nå."), remedy=_("Last siden på nytt."))
    got = form.cleaned_data
    row = mark_done(**got, by=request.user)
    if row.done_by_id != request.user.id:
        messages.info(request, _("Noen andre hadde alt merket det som gjort."))
    else:
        said = {"what": Kind(row.kind).label, "note": notes()[row.note][language()].lower()}
        messages.success(request, _("Notert: %(what)s, %(note)s. Du kan angre under «Gjort».") % said)
    return redirect("rhythm")


def _undo(request: HttpRequest) -> HttpResponse:
    try:
        undo_done(done=uuid.UUID(request.POST["undo"]), by=request.user)
    except (ValueError, ObjectDoesNotExist):
        raise Http404 from None
    messages.success(request, _("Angret. Det står på lista igjen."))
    return redirect("rhythm")
