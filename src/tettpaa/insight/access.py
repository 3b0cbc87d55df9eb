"""Who may look at figures: of a school those who lead it or counsel there; above it, counts only."""

import uuid

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, by_role, permission
from tettpaa.access.permissions import sql_roles
from tettpaa.access.rows import ME, TODAY, Rows, declare
from tettpaa.accounts.models import User

_ROLES = f"{sql_roles('overview.school')}, {sql_roles('overview.county')}"
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
    return by_role(viewer, "overview.school", _("Oversikten er for rådgivere og ledere ved skolen."), [unit])


@permission("overview.county")
def may_see_county(viewer: User, _subject: object = None) -> Decision:
    """Coordinators and analysts of the county, as counts by school."""
    return by_role(
        viewer,
        "overview.county",
        _("Tallene for alle skolene er for koordinator og analytiker i fylkeskommunen."),
    )
