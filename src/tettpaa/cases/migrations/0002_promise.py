"""What the database holds of the promise: an open concern has a baton, and what it is about never changes."""

from django.db import migrations

FROZEN = """
create or replace function cases_frozen() returns trigger language plpgsql as $$
begin
  if (new.about, new.person_id, new.group_id, new.unit_id, new.duty, new.raised_by_id, new.raised_at,
      new.origin_kind, new.origin_id, new.topic)
    is distinct from (old.about, old.person_id, old.group_id, old.unit_id, old.duty, old.raised_by_id,
      old.raised_at, old.origin_kind, old.origin_id, old.topic)
  then
    raise exception using errcode = '23514', constraint = 'concern_frozen',
      message = 'what a concern is about, and where it came from, never changes';
  end if;
  return new;
end $$;
create trigger cases_frozen before update on cases_concern for each row execute function cases_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("baton", "0002_held")]
    operations = [
        migrations.RunSQL(
            "select baton_required('cases_concern', 'concern', 'state <> ''closed''')",
            "select baton_not_required('cases_concern', 'concern')",
        ),
        migrations.RunSQL(FROZEN, "drop trigger cases_frozen on cases_concern; drop function cases_frozen()"),
    ]
