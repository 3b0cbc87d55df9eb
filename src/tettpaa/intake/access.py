"""Rights over this room's tables: the administrators of the unit that a row is about, and of those above it."""

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, permission
from tettpaa.access.install import definer
from tettpaa.access.rows import Rows, declare
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import current_memberships

ADMINISTRATOR = "system_admin"

definer(
    f"""
-- The units at or below those where the user is administrator today.
create or replace function intake_units() returns setof uuid
  language sql stable security definer set search_path = public, pg_temp as $$
  with recursive below as (
    select m.unit_id as id from accounts_membership m
    where m.user_id = app_uid() and m.role = '{ADMINISTRATOR}' and m.first <= app_today()
      and (m.last is null or m.last >= app_today())
    union select u.id from organisations_unit u join below b on u.parent_id = b.id)
  select id from below
$$""",
    "intake_units()",
)
_MINE = "unit_id in (select intake_units())"

declare(
    Rows("intake.ImportBatch", select=f"exists (select from intake_units()) or {_MINE}", loader=True),
    Rows("intake.QuarantineRow", select=_MINE, update=_MINE, loader=True),
    Rows("intake.JoinedSource", loader=True),
)


def _administrator(viewer: User) -> Decision:
    if current_memberships().filter(user=viewer, role=ADMINISTRATOR).exists():
        return Decision(True, _("fordi du er systemansvarlig"))
    return Decision(False, _("Rader som ikke lot seg bruke, ser og retter bare de systemansvarlige."))


@permission("intake.correct")
def _correct(viewer: User, subject: object) -> Decision:
    return _administrator(viewer)


@permission("intake.see_quarantine")
def _see(viewer: User, subject: object) -> Decision:
    return _administrator(viewer)
