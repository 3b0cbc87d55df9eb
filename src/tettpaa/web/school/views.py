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
        "rows": [(one, _days(one.seen_days)) for one in found.units],
        "held_back": any(one.nothing_done is None for one in found.units),
        "need": need(),
        "fewest": FEWEST_SAID,
    }


def _days(median: float | None) -> str:
    return "–" if median is None else number_format(median, 1)


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
    return [head] + [
        [
            one.unit,
            one.pupils,
            "*" if one.need is None else one.need,
            "*" if one.nothing_done is None else one.nothing_done,
            "" if one.seen_days is None else _days(one.seen_days),
        ]
        for one in found.units
    ]


def _safe(cell: Any) -> Any:
    """A name that a spreadsheet would run as a formula is kept as text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell
