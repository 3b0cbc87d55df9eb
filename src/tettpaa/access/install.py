"""Makes the database's roles, functions, policies and grants be as the rooms declared them.

Run after every migration, in one transaction; what is there is dropped and made anew, so that it can't
drift. ADR 0013 says why this is state and not a migration.
"""

import hashlib
from collections.abc import Iterator
from importlib.resources import files

from django.apps import apps
from django.db import connection, transaction

from tettpaa.access.rows import TABLE, Rows, declared_grounds, declared_rows, declared_veils
from tettpaa.access.topics import Topic

DEFINERS = {
    "app_login(text)": "tettpaa_app",
    "app_login_as(uuid[], text[])": "tettpaa_app",
    "access_refresh(uuid[], uuid[])": "tettpaa_app, tettpaa_system, tettpaa_loader",
    "access_topics(uuid)": "tettpaa_app",
    "access_who(uuid)": "tettpaa_app",
}
"""Functions with the system's sight, and who may call them. Rooms add theirs with ``definer``."""

_room_sql: list[str] = []


def definer(sql: str, signature: str, callers: str = "tettpaa_app") -> None:
    """A room's own SECURITY DEFINER function: its text, signature, and the roles that may call it."""
    if signature not in DEFINERS:
        _room_sql.append(sql)
    DEFINERS[signature] = callers


def install() -> None:
    """Make rights as declared. Must run as the owner of the tables."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements():
            cursor.execute(statement)
        cursor.execute(f"comment on function app_uid() is 'rights {digest()}'")  # for the health page


def digest() -> str:
    """Tells two declarations apart."""
    return hashlib.sha256("\n".join(statements()).encode()).hexdigest()


def statements() -> Iterator[str]:
    """All of it as SQL, in order."""
    sql = files("tettpaa.access").joinpath("sql")
    yield sql.joinpath("roles.sql").read_text()
    yield _drop_policies()
    yield from _wanted_view()
    yield sql.joinpath("functions.sql").read_text()
    yield from _room_sql
    for signature, callers in DEFINERS.items():
        yield f"alter function {signature} owner to tettpaa_system"
        yield f"revoke all on function {signature} from public"
        yield f"grant execute on function {signature} to {callers}"
    ours = "tettpaa_app, tettpaa_loader, tettpaa_worker, tettpaa_web"
    yield f"revoke all on all tables in schema public from {ours}"
    yield "grant all on all tables in schema public to tettpaa_system"
    yield "grant usage on all sequences in schema public to tettpaa_system, tettpaa_loader"
    for rows in declared_rows():
        yield from _rights(rows)
    yield from _queue()


def _drop_policies() -> str:
    return """do $$ declare p record; begin
      for p in select policyname, tablename from pg_policies where schemaname = 'public' loop
        execute format('drop policy %I on %I', p.policyname, p.tablename);
      end loop; end $$"""


def _wanted_view() -> Iterator[str]:
    union = " union all ".join(
        f"select user_id, person_id, '{ground.name}'::text as ground, source_id, topics, first, last, "
        f"{'until' if ground.timed else 'null::timestamptz'} as until from ({ground.sql}) as g"
        for ground in declared_grounds()
    )
    # Where they go comes with who they are; veils take it away, and what else they hide.
    topics = f"(w.topics | case when w.topics & {Topic.BASIC:d} <> 0 then {Topic.WHEREABOUTS:d} else 0 end)"
    joins = ""
    for n, veil in enumerate(declared_veils()):
        joins += f" left join ({veil.persons}) v{n} on v{n}.person_id = w.person_id"
        hidden = veil.hidden.replace("v.level", f"v{n}.level")
        topics = f"({topics} & ~case when v{n}.person_id is null then 0 else ({hidden}) end)"
    yield "drop view if exists access_wanted"
    yield (
        f"create view access_wanted as select w.user_id, w.person_id, w.ground, w.source_id, {topics} as topics, "
        f"w.first, w.last, w.until from ({union}) w{joins}"
    )
    yield "alter view access_wanted owner to tettpaa_system"


def _rights(rows: Rows) -> Iterator[str]:
    model = apps.get_model(rows.model)
    table = model._meta.db_table
    rights = {"select": rows.select, "insert": rows.insert, "update": rows.update, "delete": rows.delete}
    changed = ""
    if rows.fixed:
        columns = (field.column for field in model._meta.concrete_fields if not field.generated)
        changed = f" ({', '.join(name for name in columns if name not in (*rows.fixed, 'id'))})"
    names = {"update": f"update{changed}"}
    if granted := [names.get(right, right) for right, condition in rights.items() if condition]:
        yield f"grant {', '.join(granted)} on {table} to tettpaa_app"
    if rows.loader:
        yield f"grant select, insert, update, delete on {table} to tettpaa_loader"
    if rows.open:
        yield f"alter table {table} no force row level security"
        yield f"alter table {table} disable row level security"
        return
    yield f"alter table {table} enable row level security"
    yield f"alter table {table} force row level security"
    yield f"create policy system on {table} to tettpaa_system using (true) with check (true)"
    if rows.loader:
        yield f"create policy loader on {table} to tettpaa_loader using (true) with check (true)"
    for right, condition in rights.items():
        if condition:
            clause = _clause(right, condition.replace(TABLE, table))
            yield f"create policy app_{right} on {table} for {right} to tettpaa_app {clause}"


def _clause(right: str, condition: str) -> str:
    if right == "insert":
        return f"with check ({condition})"
    if right == "update":
        # Whoever may change a row may hand it on, out of their own sight.
        return f"using ({condition}) with check (true)"
    return f"using ({condition})"


def _queue() -> Iterator[str]:
    """Jobs hold ids only: whoever acts may queue one, and the worker's log-in runs them all."""
    for table in ("procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers"):
        yield f"grant select, insert, update, delete on {table} to tettpaa_worker, tettpaa_app"
    yield "grant select, insert, update, delete on procrastinate_workers to tettpaa_worker"
    yield "grant select on procrastinate_workers, django_migrations to tettpaa_app"  # the health page asks
    yield "grant usage on all sequences in schema public to tettpaa_worker, tettpaa_app"
