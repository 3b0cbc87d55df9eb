"""Rights over the tables below the rooms, and of the libraries we stand on."""

from tettpaa.access.install import definer
from tettpaa.access.permissions import roles_of
from tettpaa.access.rows import ENTERING, ME, NOW, TODAY, Ground, Rows, declare, sees
from tettpaa.access.topics import Topic, topics
from tettpaa.accounts.roles import leading, relatives

definer(
    f"""create or replace function accounts_runs(unit uuid) returns boolean
      language sql stable security definer set search_path = public, pg_temp as $$
      -- Whether the user leads the unit or one above it, or looks after the system there.
      with recursive up as (
        select u.id, u.parent_id from organisations_unit u where u.id = unit
        union all select p.id, p.parent_id from up join organisations_unit p on p.id = up.parent_id)
      select exists (select from up join accounts_membership m on m.unit_id = up.id
        join accounts_user u on u.id = m.user_id and u.is_active and u.kind = 'staff'
        where m.user_id = app_uid()
          and m.role in ({", ".join(f"'{role}'" for role in (*leading(), *roles_of("membership.change")))})
          and m.first <= app_today() and (m.last is null or m.last >= app_today())) $$""",
    "accounts_runs(uuid)",
)

KNOWN = f"{ME} is not null"
"""SQL: somebody is logged in."""
MINE = f"user_id = {ME}"
MINE_OR_ENTERING = f"user_id in ({ME}, {ENTERING})"

declare(
    # Reading the log is the affair of the room above all that it tells of: ``oversight``, which has the events.
    Rows("audit.Read", insert=f"actor_id = {ME}"),
    Rows("audit.Seal"),
    Rows("organisations.Unit", select="true", open=True),
    Rows("organisations.Group", select="true", open=True),
    Rows("organisations.Closure", select="true", open=True),
    Rows(
        "accounts.User",
        select=f"id in ({ME}, {ENTERING}) or (kind in ('staff', 'system') and {KNOWN}) "
        f"or {sees('person_id', Topic.WHEREABOUTS)}",
        update=f"id = {ME}",
        fixed=("kind", "username", "person_id", "is_active"),
    ),
    Rows("accounts.Membership", select=KNOWN),
    # One's own, of what one is today. Which of two is newest is asked of the moment, so that too is one's own.
    Rows(
        "accounts.Hat",
        select=f"user_id = {ME}",
        insert=f"user_id = {ME} and at = {NOW} and exists (select 1 from accounts_membership m where "
        f"m.id = accounts_hat.membership_id and m.user_id = {ME} and m.first <= {TODAY} "
        f"and (m.last is null or m.last >= {TODAY}))",
    ),
    # A page asks for a change in one's own name; a job, as the system, does it and says what came of it.
    Rows(
        "accounts.MembershipChange",
        select=f"by_id = {ME} or accounts_runs(unit_id)",
        insert=f"by_id = {ME} and state = 'waiting' and accounts_runs(unit_id)",
    ),
    Rows("accounts.ConfirmationCall", select="accounts_runs(unit_id)"),
    # Nobody confirms themselves: a leader is confirmed by the one above.
    Rows(
        "accounts.Confirmation",
        select="accounts_runs(unit_id)",
        insert=f"by_id = {ME} and accounts_runs(unit_id) and exists (select 1 from accounts_membership m where "
        f"m.id = accounts_confirmation.membership_id and m.unit_id = accounts_confirmation.unit_id "
        f"and m.user_id <> {ME})",
        delete=f"by_id = {ME}",
    ),
    # Read by the function ``app_login_as`` only, written by the register's import and by commands.
    Rows("accounts.Identity", loader=True),
    # Counts by hash, before anybody is known.
    Rows("accounts.Throttle", select="true", insert="true", update="true", delete="true", open=True),
    Rows("mfa.Authenticator", MINE_OR_ENTERING, MINE_OR_ENTERING, MINE_OR_ENTERING, MINE),
    Rows("usersessions.UserSession", MINE, MINE, MINE, MINE),
    # Tables of the log-in library that we don't use: providers come from the configuration, and what they
    # say of somebody isn't kept.
    Rows("account.EmailAddress"),
    Rows("account.EmailConfirmation"),
    Rows("socialaccount.SocialAccount"),
    Rows("socialaccount.SocialApp"),
    Rows("socialaccount.SocialToken"),
    Rows("access.AccessRow", select=f"user_id = {ME}"),
    Rows("sessions.Session", select="true", insert="true", update="true", delete="true", open=True),
    Rows("auth.Group"),
    Rows("auth.Group_permissions"),
    Rows("auth.Permission"),
    Rows("contenttypes.ContentType", select="true", open=True),
    Ground(
        "self",
        "select u.id as user_id, u.person_id, u.id as source_id, "
        f"{int(topics(relatives()['young'].topics))} as topics, date '1900-01-01' as first, "
        "null::date as last from accounts_user u where u.person_id is not null",
        "fordi det gjelder deg selv",
    ),
)
