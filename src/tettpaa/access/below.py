"""Rights over the tables below the rooms, and of the libraries we stand on."""

from tettpaa.access.rows import ME, Ground, Rows, declare, sees
from tettpaa.access.topics import Topic

KNOWN = f"{ME} is not null"
"""SQL: somebody is logged in."""

declare(
    # The app adds events and reads none: reading the log is the log's own room's affair.
    Rows("audit.Event", insert=f"actor_id = {ME} or {ME} is null"),
    Rows("audit.Seal"),
    Rows("organisations.Unit", select="true", open=True),
    Rows("organisations.Group", select="true", open=True),
    Rows("organisations.Closure", select="true", open=True),
    Rows(
        "accounts.User",
        select=f"id = {ME} or (kind in ('staff', 'system') and {KNOWN}) or {sees('person_id', Topic.WHEREABOUTS)}",
        update=f"id = {ME}",
        fixed=("kind", "username", "person_id", "is_active"),
    ),
    Rows("accounts.Membership", select=KNOWN),
    Rows("access.AccessRow", select=f"user_id = {ME}"),
    Rows("sessions.Session", select="true", insert="true", update="true", delete="true", open=True),
    Rows("auth.Group"),
    Rows("auth.Group_permissions"),
    Rows("auth.Permission"),
    Rows("contenttypes.ContentType", select="true", open=True),
    Ground(
        "self",
        "select u.id as user_id, u.person_id, u.id as source_id, 7 as topics, date '1900-01-01' as first, "
        "null::date as last from accounts_user u where u.person_id is not null",
        "fordi det gjelder deg selv",
    ),
)
