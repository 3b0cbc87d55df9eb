-- Log-ins have no rights of their own (NOINHERIT): they take a role inside a transaction, or see nothing.
-- The cluster may hold several databases of ours (tests): roles are made once.
do $$
declare
  wanted record;
begin
  perform pg_advisory_xact_lock(hashtext('tettpaa roles'));
  for wanted in select * from (values
    ('tettpaa_app', 'nologin'), ('tettpaa_system', 'nologin'), ('tettpaa_loader', 'nologin'),
    ('tettpaa_web', 'login noinherit'), ('tettpaa_worker', 'login noinherit')) as r(name, options)
  loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      execute format('create role %I %s nosuperuser nobypassrls', wanted.name, wanted.options);
    end if;
  end loop;
  grant tettpaa_app to tettpaa_web with inherit false;
  grant tettpaa_app, tettpaa_system, tettpaa_loader to tettpaa_worker with inherit false;
  -- The owner of the tables stands under their policies too; it sees rows as the system does (backup needs it).
  execute format('grant tettpaa_app, tettpaa_system, tettpaa_loader to %I with inherit true, set true', current_user);
end $$;
grant usage on schema public to tettpaa_app, tettpaa_system, tettpaa_loader, tettpaa_worker;
grant create on schema public to tettpaa_system;
