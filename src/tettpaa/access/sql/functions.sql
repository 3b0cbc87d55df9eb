-- Who asks, and when. Empty outside a request: nobody, who sees nothing.
create or replace function app_uid() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.user_id', true), '')::uuid $$;
create or replace function app_now() returns timestamptz language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now()) $$;
create or replace function app_today() returns date language sql stable parallel safe
  as $$ select (app_now() at time zone 'Europe/Oslo')::date $$;

-- Before anyone is known, log-in finds the one name that was given.
drop function if exists app_login(text);
create function app_login(name text) returns table (id uuid, username varchar, password varchar)
  language sql stable security definer set search_path = public, pg_temp
  as $$ select u.id, u.username, u.password from accounts_user u where u.username = lower(name) and u.is_active $$;

-- Who has given a password, or come from a provider, but has yet to give a second factor: sees themselves only.
create or replace function app_entering() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.entering_id', true), '')::uuid $$;

-- Whom a log-in provider's words for somebody belong to, among users of some kinds; the caller has hashes of them.
drop function if exists app_login_as(uuid[], text[]);
create function app_login_as(keys uuid[], kinds text[]) returns table (user_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  as $$ select distinct u.id from accounts_identity i join accounts_user u on u.id = i.user_id
    where i.key = any(keys) and u.kind = any(kinds) and u.is_active $$;

-- Recompute the access rows of some users or some persons (null: all), set-based; returns how many changed.
create or replace function access_refresh(users uuid[], persons uuid[]) returns bigint
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  gone bigint;
  made bigint;
  scope text := 'true';
begin
  if users is not null then scope := 'user_id = any($1)'; end if;
  if persons is not null then scope := scope || ' and person_id = any($2)'; end if;
  -- One at a time, so that two do not insert the same row; held until the transaction ends.
  perform pg_advisory_xact_lock(hashtext('access_refresh'));
  execute format($q$
    with wanted as materialized (select * from access_wanted where %1$s)
    delete from access_accessrow a where %1$s and not exists (
      select 1 from wanted w
      where w.user_id = a.user_id and w.person_id = a.person_id and w.ground = a.ground
        and w.source_id = a.source_id and w.topics = a.topics and w.first = a.first
        and w.last is not distinct from a.last and w.until is not distinct from a.until)
  $q$, scope) using users, persons;
  get diagnostics gone = row_count;
  execute format($q$
    insert into access_accessrow (user_id, person_id, ground, source_id, topics, first, last, until)
    select user_id, person_id, ground, source_id, topics, first, last, until from access_wanted where %1$s
    on conflict on constraint access_row_once do nothing
  $q$, scope) using users, persons;
  get diagnostics made = row_count;
  return gone + made;
end $$;

-- Whether an access row holds now.
create or replace function access_holds(first date, last date, until timestamptz) returns boolean
  language sql stable parallel safe
  as $$ select first <= app_today() and (last is null or last >= app_today()) and (until is null or until > app_now()) $$;

-- What somebody may see of a person now, as a sum of topics.
create or replace function access_topics(person uuid) returns int
  language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(bit_or(a.topics), 0) from access_accessrow a
  where a.user_id = app_uid() and a.person_id = person and access_holds(a.first, a.last, a.until)
$$;

-- Who may see a person today and why; only for one who may. Where the whereabouts are hidden, so are those around:
-- a name and a role at a school say where it is.
drop function if exists access_who(uuid);
create function access_who(person uuid)
  returns table (user_id uuid, given_name varchar, family_name varchar, kind varchar, name_key text,
                 ground text, source_id uuid, topics int, until timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
  select a.user_id, u.given_name, u.family_name, u.kind, u.name_key, a.ground::text, a.source_id, a.topics, a.until
  from access_accessrow a join accounts_user u on u.id = a.user_id, access_topics(person) mine
  where a.person_id = person and access_holds(a.first, a.last, a.until)
    and (mine & 64 <> 0 or mine <> 0 and a.user_id = app_uid())
$$;
