"""The overview of a school for those who lead it or counsel there; for the county, the schools as counts."""

import csv
import io
import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tettpaa.access.declared import needs
from tettpaa.access.permissions import roles_of
from tettpaa.accounts.queries import memberships_of
from tettpaa.insight import queries as insight
from tettpaa.insight.fidelity import fidelity as fidelity_of
from tettpaa.insight.rules import FEWEST_SAID, need
from tettpaa.kit import clock

if TYPE_CHECKING:
    from tettpaa.organisations.models import Unit


@needs("overview.school", "overview.county")
@require_safe
def school(request: HttpRequest) -> HttpResponse:
    """The first school of the viewer, or the one asked for; who has none but the county gets its schools."""
    units, county = _reach(request)
    unit = _asked(request, units)
    if unit is None:
        return render(request, "school/county.html", _county(request))
    found = insight.school(unit.id, viewer=request.user)
    context = {
        "page_title": unit.name,
        "unit": unit,
        "units": units,
        "county": county,
        "found": found,
        "today": clock.today(),
        "seen": _days(found.seen.median),
        "need": need(),
        "fewest": FEWEST_SAID,
        "no_pupils": all(one.pupils is None for one in found.classes),
    }
    return render(request, "school/school.html", context)


@needs("overview.school")
@require_safe
def fidelity(request: HttpRequest) -> HttpResponse:
    """How soon something happens at the school, and for whom nothing has happened lately."""
    units, _of_county = _reach(request)
    if not units:
        raise PermissionDenied(_("Oversikten er for rådgivere og ledere ved skolen."))
    unit = _asked(request, units)
    found = fidelity_of(unit.id, viewer=request.user)
    steps = [
        (_("sett"), found.seen, _("Noen har bekreftet at de har sett det.")),
        (_("bestemt"), found.decided, _("Noen har bestemt hva som skal skje.")),
        (_("første kontakt"), found.contact, _("En samtale eller et tiltak er begynt, av det som skal følges opp.")),
        (_("plan"), found.plan, _("Ungdommen har en plan, av det som skal følges opp.")),
    ]  # fmt: skip
    context = {
        "page_title": _("Følges det opp?"), "unit": unit, "units": units, "found": found, "fewest": FEWEST_SAID,
        "steps": [(name, _days(one.median), one.waiting, meaning) for name, one, meaning in steps],
        "weeks": need().untouched_weeks,
    }  # fmt: skip
    return render(request, "school/fidelity.html", context)


@needs("overview.school", "overview.county")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The table as a file for a spreadsheet: semicolons and a byte order mark, as Norwegian Excel wants it."""
    units, _of_county = _reach(request)
    unit = _asked(request, units)
    rows = _school_rows(request, unit) if unit else _county_rows(request)
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(
        [[_safe(cell) for cell in row] for row in rows]
    )
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="tettpaa-{clock.today().isoformat()}.csv"'
    return answer


def _reach(request: HttpRequest) -> "tuple[list[Unit], bool]":
    """The schools that the viewer may have figures of, and whether the county's too; 403 for neither."""
    found = memberships_of(viewer=request.user) if request.user.kind == "staff" else []
    units = {m.unit_id: m.unit for m in found if m.role in roles_of("overview.school")}
    county = any(m.role in roles_of("overview.county") for m in found)
    if not units and not county:
        raise PermissionDenied(_("Oversikten er for rådgivere og ledere ved en skole, og for fylket."))
    return list(units.values()), county


def _asked(request: HttpRequest, units: "list[Unit]") -> "Unit | None":
    """The one in the address, if it is the viewer's; else the first."""
    wanted = request.GET.get("enhet", "")
    if not wanted:
        return units[0] if units else None
    try:
        key = uuid.UUID(wanted)
    except ValueError:
        raise Http404 from None
    found = next((unit for unit in units if unit.id == key), None)
    if found is None:
        raise Http404
    return found


def _county(request: HttpRequest) -> dict[str, Any]:
    found = insight.county(viewer=request.user)
    return {
        "page_title": _("Skolene i fylket"),
        "found": found,
        "rows": [
            (one, _days(one.seen_days), _days(one.contact_days), _share(one.in_time)) for one in found.units
        ],
        "held_back": any(one.nothing_done is None for one in found.units),
        "need": need(),
        "fewest": FEWEST_SAID,
    }


def _days(median: float | None) -> str:
    return "–" if median is None else number_format(median, 1)


def _share(part: float | None) -> str:
    return "–" if part is None else f"{round(part * 100)} %"


def _school_rows(request: HttpRequest, unit: "Unit") -> list[list[Any]]:
    found = insight.school(unit.id, viewer=request.user)
    head = [_("Klasse"), _("Elever"), _("Trenger noen"), _("Ingenting er gjort"), _("Følges opp")]
    return [head] + [
        [
            one.code or _("uten klasse"),
            "" if one.pupils is None else one.pupils,
            one.need,
            one.nothing_done,
            one.followed,
        ]
        for one in found.classes
    ]


def _county_rows(request: HttpRequest) -> list[list[Any]]:
    found = insight.county(viewer=request.user)
    head = [_("Skole"), _("Elever"), _("Trenger noen"), _("Ingenting er gjort"), _("Dager fra sagt til sett")]
    head += [_("Dager til første kontakt"), _("Tiltak evaluert i tide")]
    return [head] + [
        [
            one.unit,
            one.pupils,
            "*" if one.need is None else one.need,
            "*" if one.nothing_done is None else one.nothing_done,
            "" if one.seen_days is None else _days(one.seen_days),
            "" if one.contact_days is None else _days(one.contact_days),
            "" if one.in_time is None else _share(one.in_time),
        ]
        for one in found.units
    ]


def _safe(cell: Any) -> Any:
    """A name that a spreadsheet would run as a formula is kept as text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell
