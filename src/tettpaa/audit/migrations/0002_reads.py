"""Reads; and what nobody may do with the log."""

from importlib.resources import files

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


SQL = files("tettpaa.audit").joinpath("sql/append_only.sql").read_text()


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Read',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('actor_id', models.UUIDField()),
                ('page', models.CharField(max_length=60)),
                ('decision', models.CharField(choices=[('shown', 'Shown'), ('refused', 'Refused')], max_length=10)),
                ('request_id', models.CharField(max_length=36)),
                ('subject_id', models.UUIDField(null=True)),
                ('persons', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('sections', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('told', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('grounds', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['persons'], name='read_of_person'), models.Index(fields=['actor_id', 'at'], name='read_by_actor'), models.Index(fields=['at'], name='read_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sections__len', models.F('persons__len')), ('told__len', models.F('persons__len')), ('grounds__len', models.F('persons__len'))), name='read_whole', violation_error_message='Innsynet er ikke helt ført.')],
            },
        ),
        migrations.RunSQL(SQL, "drop function audit_append_only() cascade"),
    ]
