"""A thread that waits for the staff has a baton: somebody answers."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_letters"), ("baton", "0002_held")]
    operations = [
        migrations.RunSQL(
            "select baton_required('cases_thread', 'thread', 'waits = ''staff''')",
            "select baton_not_required('cases_thread', 'thread')",
        ),
    ]
