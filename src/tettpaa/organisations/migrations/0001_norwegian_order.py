"""The Norwegian sort key, for generated columns: no wheel of PostgreSQL carries ICU's Norwegian order."""

from django.db import migrations

NB_KEY = """
create function nb_key(t text) returns text language sql immutable strict parallel safe as $$
  select translate(replace(lower(t collate "pg_unicode_fast"), 'aa', 'å') collate "C",
    'æäøöőåéèêëáàâãíìîïóòôõúùûüűýñçčšžśćłđðþ-''.', '{{|||}eeeeaaaaiiiioooouuuuyyynccszsclddt')
$$"""


class Migration(migrations.Migration):
    initial = True
    dependencies = ()
    operations = (migrations.RunSQL(NB_KEY, "drop function nb_key(text)"),)
