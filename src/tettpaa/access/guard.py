"""What web and worker refuse to run on: a log-in that stands above row-level security, and the demo's people."""

from django.db import OperationalError, connection

from tettpaa.kit.errors import InputError

OF_THE_DEMO = "tettpaa demo"
"""How the comment begins that the demo writes on its database."""

_POWER = """
select r.rolsuper or r.rolbypassrls or pg_has_role(current_user, c.relowner, 'usage'), current_user
from pg_roles r, pg_class c where r.rolname = current_user and c.oid = to_regclass('accounts_user')
"""


def refuse_power() -> None:
    """InputError if the database isn't there, isn't migrated, or this log-in could see past the policies."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_POWER)
            found = cursor.fetchone()
    except OperationalError as error:
        raise InputError(
            f"no database there: {str(error).splitlines()[0]}",
            remedy="check DATABASE_URL, and that the database server runs",
        ) from None
    finally:
        connection.close()
    if found is None:
        raise InputError(
            "the database is empty", column="DATABASE_URL", remedy="run `tettpaa migrate` as its owner"
        )
    if found[0]:
        raise InputError(
            f"'{found[1]}' stands above the rules of who may see what, so this must not run as that user",
            column="DATABASE_URL",
            remedy="use the log-in tettpaa_web (for `serve`) or tettpaa_worker (for `worker`)",
        )


def refuse_demo() -> None:
    """InputError if this database is the demo's, where anybody may be anybody. To be asked in production."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
        )
        found = cursor.fetchone()
    connection.close()
    if (found[0] or "").startswith(OF_THE_DEMO):
        raise InputError(
            "this database is the demo's: its people are invented, and anybody may log in as them",
            column="DATABASE_URL",
            remedy="name the installation's own database, or run `tettpaa demo`",
        )
