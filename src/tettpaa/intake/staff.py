"""Staff and what they are, from the register."""

from collections.abc import Mapping

from tettpaa.accounts.identities import key_of
from tettpaa.accounts.models import IdentityKind, User, UserKind
from tettpaa.accounts.roles import roles
from tettpaa.intake.sheet import Sheet, Unusable, fits, known, needed, one_of, span
from tettpaa.intake.tables import execute, rows, upsert
from tettpaa.intake.units import ID, counted, group_ids, unit_ids
from tettpaa.kit import clock
from tettpaa.organisations.models import Unit

NO_PASSWORD = "'!'"  # noqa: S105  no password fits it
NEW_USER = {**ID, "password": NO_PASSWORD, "is_active": "true"}
"""Nobody logs in by a password that the register brought."""


def staff(sheet: Sheet) -> dict[str, int]:
    def read(row: dict[str, str]) -> tuple:
        needed(row, "id", "given_name", "family_name")
        fits(row, id=150, given_name=100, family_name=100, email=254, phone=20)
        return row["id"].lower(), row["given_name"], row["family_name"], row["email"], row["phone"]

    columns = ("given_name", "family_name", "email", "phone")
    new = {**NEW_USER, "kind": f"'{UserKind.STAFF}'", "language": "'nb'"}
    good = sheet.each(read)
    done = upsert("accounts_user", ("username",), columns, good, new)
    names = {row["id"].lower(): row["feide"] for _, row in sheet.rows if row.get("feide")}
    log_in_by(IdentityKind.FEIDE, {row[0]: names[row[0]] for row in good if row[0] in names})
    return counted(len(sheet.rows), done)


def log_in_by(kind: IdentityKind, words: Mapping[str, str]) -> None:
    """Words by user name: what log-in providers call them, in place of what these users were called before."""
    users = dict(rows("select username, id from accounts_user where username = any(%s)", list(words)))
    good = [(users[name], key_of(kind, word), kind) for name, word in words.items()]
    execute(
        "delete from accounts_identity where kind = %s and user_id = any(%s) and not key = any(%s)",
        kind, [user for user, _, _ in good], [key for _, key, _ in good],
    )  # fmt: skip
    upsert("accounts_identity", ("user_id", "key"), ("kind",), good, ID)


def memberships(sheet: Sheet) -> dict[str, int]:
    users = dict(User.objects.filter(kind=UserKind.STAFF).values_list("username", "id"))
    units, groups, kinds = unit_ids(), group_ids(), dict(Unit.objects.values_list("id", "kind"))

    def read(row: dict[str, str]) -> tuple:
        needed(row, "staff_id", "unit")
        one_of(row, "role", list(roles()))
        first, last = span(row)
        user = known({"staff_id": row["staff_id"].lower()}, "staff_id", users, "member of staff")
        unit, group = known(row, "unit", units, "unit"), known(row, "group", groups, "group")
        if kinds[unit] not in roles()[row["role"]].at:
            raise Unusable("role", f"is no role at a unit of the kind {kinds[unit]}")
        return user, unit, group, row["role"], first, last

    key = ("user_id", "unit_id", "group_id", "role", "first")
    good = sheet.each(read)
    today = clock.today()
    before = _current(today)
    done = upsert("accounts_membership", key, ("last",), good, ID, nullable=("group_id",))
    sheet.ended += sorted(before - _current(today))
    return counted(len(sheet.rows), done)


def _current(today) -> set[tuple]:
    return set(
        rows(
            "select distinct user_id, unit_id from accounts_membership where first <= %s "
            "and (last is null or last >= %s)",
            today,
            today,
        )
    )
