"""Who may look at figures: of a school those who lead it or counsel there; above it, counts only."""

import uuid

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, permission
from tettpaa.access.rows import ME, TODAY, Rows, declare
from tettpaa.accounts.models import Membership, User
from tettpaa.accounts.queries import current_memberships
from tettpaa.insight.rules import COUNTY_ROLES, SCHOOL_ROLES

_ROLES = ", ".join(f"'{role}'" for role in (*SCHOOL_ROLES, *COUNTY_ROLES))
# Of the units where the viewer has such a role, and those below them; asked once a query, not once a row.
_OURS = (
    "unit_id in (with recursive below(id) as ("
    f"select m.unit_id from accounts_membership m where m.user_id = {ME} and m.role in ({_ROLES}) "
    f"and m.first <= {TODAY} and (m.last is null or m.last >= {TODAY}) "
    "union select u.id from organisations_unit u join below b on u.parent_id = b.id) select id from below)"
)

declare(Rows("insight.UnitWeek", select=_OURS))


@permission("overview.school")
def may_see_school(viewer: User, unit: uuid.UUID) -> Decision:
    """Counsellors and leaders of the school."""
    found = current_memberships().filter(user=viewer, unit_id=unit, role__in=SCHOOL_ROLES)
    return _because(
        found.order_by("first", "id").first(), _("Oversikten er for rådgivere og ledere ved skolen.")
    )


@permission("overview.county")
def may_see_county(viewer: User, _subject: object = None) -> Decision:
    """Coordinators and analysts of the county, as counts by school."""
    found = current_memberships().filter(user=viewer, role__in=COUNTY_ROLES)
    return _because(
        found.order_by("first", "id").first(),
        _("Tallene for alle skolene er for koordinator og analytiker i fylkeskommunen."),
    )


def _because(member: Membership | None, otherwise: str) -> Decision:
    if member is None:
        return Decision(False, otherwise)
    words = {"role": member.role_label, "unit": member.unit.name}
    return Decision(True, _("fordi du er %(role)s ved %(unit)s") % words)
