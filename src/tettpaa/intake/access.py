"""Rights over this room's tables: the administrators of the unit that a row is about, and of those above it."""

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, by_role, permission
from tettpaa.access.install import definer
from tettpaa.access.permissions import sql_roles
from tettpaa.access.rows import Rows, declare
from tettpaa.accounts.models import User

definer(
    f"""
-- The units at or below those where the user is administrator today.
create or replace function intake_units() returns setof uuid
  language sql stable security definer set search_path = public, pg_temp as $$
  with recursive below as (
    select m.unit_id as id from accounts_membership m
    where m.user_id = app_uid() and m.role in ({sql_roles("intake.see_quarantine")}) and m.first <= app_today()
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


def _administrator(viewer: User, action: str) -> Decision:
    """Of which rows, the database decides."""
    return by_role(viewer, action, _("Rader som ikke lot seg bruke, ser og retter bare de systemansvarlige."))


@permission("intake.correct")
def _correct(viewer: User, _subject: object = None) -> Decision:
    return _administrator(viewer, "intake.correct")


@permission("intake.see_quarantine")
def _see(viewer: User, _subject: object = None) -> Decision:
    return _administrator(viewer, "intake.see_quarantine")
