"""An open mapping has a baton: somebody sees to it that it is gone through."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_mapping"), ("baton", "0002_held")]
    operations = [
        migrations.RunSQL(
            "select baton_required('cases_mapping', 'mapping', 'state = ''open''')",
            "select baton_not_required('cases_mapping', 'mapping')",
        ),
    ]
