"""What is hidden was so before batons knew it."""

from django.db import migrations

HIDE = """
update baton_baton b set hidden = true from cases_concern c
where b.subject_kind = 'concern' and b.subject_id = c.id and c.hidden_ground <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_promise"), ("baton", "0003_hidden")]
    operations = [migrations.RunSQL(HIDE, migrations.RunSQL.noop)]
