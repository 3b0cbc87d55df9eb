-- Nobody changes or removes a line of the log, its owner neither; who disables the trigger, the seals catch.
create function audit_append_only() returns trigger language plpgsql as $$
begin
  raise exception using errcode = '42501', message = format('%s is append-only', tg_table_name);
end $$;
create trigger audit_append_only before update or delete on audit_event
  for each row execute function audit_append_only();
create trigger audit_append_only before update or delete on audit_read
  for each row execute function audit_append_only();
create trigger audit_append_only before update or delete on audit_seal
  for each row execute function audit_append_only();
create trigger audit_not_emptied before truncate on audit_event
  for each statement execute function audit_append_only();
create trigger audit_not_emptied before truncate on audit_read
  for each statement execute function audit_append_only();
create trigger audit_not_emptied before truncate on audit_seal
  for each statement execute function audit_append_only();
