"""What the database holds at commit: a holder who is there, and a baton for whatever is open."""

from django.db import migrations

from tettpaa.baton.access import sql

FUNCTIONS = ("baton_rests", "baton_agrees", "baton_held", "baton_left", "baton_demanded", "baton_required")

TRIGGERS = """
create constraint trigger baton_held after insert or update or delete on baton_baton
  deferrable initially deferred for each row execute function baton_held();
create constraint trigger baton_left after update or delete on accounts_membership
  deferrable initially deferred for each row execute function baton_left();
create constraint trigger baton_left after update of is_active, kind on accounts_user
  deferrable initially deferred for each row execute function baton_left();
"""
GONE = """
drop trigger baton_left on accounts_user; drop trigger baton_left on accounts_membership;
drop trigger baton_held on baton_baton;
drop function baton_required(text, text, text), baton_not_required(text, text), baton_demanded(), baton_left(),
  baton_held(), baton_agrees(text, uuid), baton_rests(uuid, uuid);
"""


class Migration(migrations.Migration):
    # The functions are made anew, as they are now, after each migration; the triggers are made here once.
    dependencies = (("baton", "0001_initial"),)
    operations = (
        *(migrations.RunSQL(sql(name), migrations.RunSQL.noop) for name in FUNCTIONS),
        migrations.RunSQL(TRIGGERS, GONE),
    )
