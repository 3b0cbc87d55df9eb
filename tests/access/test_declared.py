"""Every table has somebody who said who may see it; and the database does as was said."""

import pytest
from django.apps import apps
from django.db import connection

from tettpaa.access.install import install
from tettpaa.access.rows import declared_rows

pytestmark = pytest.mark.django_db

# Jobs carry ids only; procrastinate's own tables are granted in ``access.install``.
LIBRARIES = {"procrastinate"}


def models() -> dict[str, str]:
    """Table name by model label, of every model."""
    return {
        model._meta.db_table: model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in LIBRARIES
    }


def rights() -> set[tuple]:
    """All policies, grants to our roles and row-level security switches in the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename, policyname, roles::text, cmd, qual, with_check from pg_policies "
            "union all select table_name, privilege_type, grantee, '', '', '' "
            "from information_schema.role_table_grants where grantee like 'tettpaa%%' "
            "union all select table_name, column_name, grantee, privilege_type, '', '' "
            "from information_schema.role_column_grants where grantee like 'tettpaa%%' "
            "union all select relname, 'rls', relrowsecurity::text, relforcerowsecurity::text, '', '' "
            "from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        )
        return set(cursor.fetchall())


def test_every_model_is_declared() -> None:
    declared = {rows.model.lower() for rows in declared_rows()}
    missing = [label for label in models().values() if label.lower() not in declared]
    assert not missing, f"say in the room's access.py who may see the rows of {missing}"


def test_a_table_that_names_a_person_has_row_level_security() -> None:
    declared = {rows.model.lower(): rows for rows in declared_rows()}
    for model in apps.get_models():
        names = {field.attname for field in model._meta.get_fields() if hasattr(field, "attname")}
        personal = names & {"person_id", "user_id", "given_name", "actor_id", "identity_cipher"}
        if personal and model._meta.app_label not in LIBRARIES:
            assert not declared[model._meta.label_lower].open, f"{model._meta.label} has {personal}"


def test_the_database_has_the_rights_that_are_declared() -> None:
    before = rights()
    install()
    assert rights() == before


@pytest.mark.parametrize(
    "drift",
    [
        "drop policy app_select on pathway_youngperson",
        "alter policy app_select on cases_concern using (true)",
        "create policy more on pathway_guardian for select to tettpaa_app using (true)",
        "alter table cases_statement disable row level security",
        "grant select on pathway_merge to tettpaa_app",
        "grant update (person_id) on accounts_user to tettpaa_app",
    ],
)
def test_what_was_changed_by_hand_is_seen_and_mended(drift: str) -> None:
    before = rights()
    with connection.cursor() as cursor:
        cursor.execute(drift)
    assert rights() != before
    install()
    assert rights() == before


def test_no_role_of_ours_goes_past_the_policies() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolname from pg_roles where rolname like 'tettpaa%%' and (rolbypassrls or rolsuper)"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "select rolname from pg_roles where rolname like 'tettpaa%%' and rolcanlogin and rolinherit"
        )
        assert cursor.fetchall() == []


def test_a_function_with_the_systems_sight_has_a_search_path_and_named_callers() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.proname, p.proconfig::text, has_function_privilege('tettpaa_web', p.oid, 'execute') "
            "from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace"
        )
        found = cursor.fetchall()
    assert found
    for name, settings, web_may in found:
        assert "search_path=public, pg_temp" in (settings or ""), name
        assert not web_may, f"{name} can be called outside of a role"


def test_a_condition_compares_the_access_row_with_the_tables_own_person() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename, policyname, coalesce(qual, '') || coalesce(with_check, '') from pg_policies"
        )
        for table, policy, condition in cursor.fetchall():
            assert "a.person_id = a.person_id" not in condition, f"{policy} on {table} lets everybody see all"
