"""Memberships and changes of them in the words of the page."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tettpaa.accounts.roles import roles
from tettpaa.kit import clock
from tettpaa.workflows.staff import undoable

if TYPE_CHECKING:
    from tettpaa.accounts.models import Membership, MembershipChange

PATIENCE = timedelta(minutes=10)
"""After which a change that waits is said to be late."""


@dataclass(frozen=True)
class Line:
    """A change: what was asked for, how far it has come (``outcome``), and what there is to say of that."""

    change: "MembershipChange"
    what: str
    outcome: str
    more: str
    color: str
    undoable: bool


def role(code: str, group: str = "") -> str:
    """``kontaktlærer, 1BAA``."""
    label = roles()[code].label[(get_language() or "nb")[:2]] if code in roles() else code
    return f"{label}, {group}" if group else label


def span(first: date, last: date | None) -> str:
    """``fra 17. august 2026``, or until when."""
    words = {"first": _day(first), "last": _day(last) if last else ""}
    return (_("%(first)s – %(last)s") if last else _("fra %(first)s")) % words


def state(one: "Membership") -> str:
    """What is not as usual about it: not begun, or ends."""
    if one.first > clock.today():
        return _("begynner %(day)s") % {"day": _day(one.first)}
    return _("siste dag %(day)s") % {"day": _day(one.last)} if one.last else ""


def line(one: "MembershipChange") -> Line:
    late = one.state == "waiting" and clock.now() - one.asked_at > PATIENCE
    outcome = {
        "waiting": _("venter på å bli utført"),
        "done": _("utført"),
        "refused": _("kunne ikke utføres"),
    }[one.state]
    more = one.told
    if late:
        more = _("Arbeidet i bakgrunnen står. Si fra til systemansvarlig.")
    elif one.moved:
        more = ngettext("%(n)s ansvar gikk videre.", "%(n)s ansvar gikk videre.", one.moved) % {
            "n": one.moved
        }
    color = {"waiting": "warning" if late else "info", "done": "success", "refused": "danger"}[one.state]
    return Line(one, _what(one), outcome, more, color, undoable(one))


def _what(one: "MembershipChange") -> str:
    name = one.user.name if one.user else one.membership.user.name if one.membership else ""
    said = {"who": name, "role": role(one.role, one.group.code if one.group else ""), "first": "", "last": ""}
    if one.first:
        said["first"] = _day(one.first)
    if one.last:
        said["last"] = _day(one.last)
    if one.kind == "start":
        return _("%(who)s begynner som %(role)s %(first)s") % said
    if one.kind == "end":
        return _("%(who)s slutter som %(role)s, siste dag %(last)s") % said
    if one.kind == "deputy":
        said["for"] = one.membership.user.name
        return _("%(who)s er stedfortreder for %(for)s fra %(first)s") % said
    return _("Angret: %(what)s") % {"what": _what(one.undone)}


def _day(on: date) -> str:
    return date_format(on, "j. F Y")
