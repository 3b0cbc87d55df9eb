"""An open clarification talk has a baton: somebody sees to it that it is held."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_clarification"), ("baton", "0002_held")]
    operations = [
        migrations.RunSQL(
            "select baton_required('cases_clarification', 'clarification', 'state = ''open''')",
            "select baton_not_required('cases_clarification', 'clarification')",
        ),
    ]
