"""An open measure has a baton: somebody answers for it, and it is evaluated by a day."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_plan"), ("baton", "0002_held"), ("measures", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "select baton_required('measures_measure', 'measure', 'state = ''open''')",
            "select baton_not_required('measures_measure', 'measure')",
        ),
    ]
