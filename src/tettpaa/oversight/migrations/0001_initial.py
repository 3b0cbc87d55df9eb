"""Questions and unusual access; an unanswered question has a baton."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('baton', '0002_held'),
        ('audit', '0002_reads'),
        ('organisations', '0002_initial'),
        ('pathway', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('read_id', models.UUIDField(db_index=True)),
                ('read_at', models.DateTimeField()),
                ('sections', models.IntegerField()),
                ('ground', models.CharField(blank=True, max_length=30)),
                ('role', models.CharField(blank=True, max_length=30)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('due', models.DateField()),
                ('asked_at', models.DateTimeField()),
                ('words', models.TextField(blank=True)),
                ('request_key', models.UUIDField()),
                ('answer', models.TextField(blank=True, default='')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pathway.youngperson')),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit')),
            ],
            options={
                'ordering': ('-asked_at', 'id'),
                'constraints': [models.UniqueConstraint(fields=('asked_by', 'request_key'), name='question_once'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='question_answer_whole', violation_error_message='Et svar må ha ord, og noen som gir det.')],
            },
        ),
        migrations.CreateModel(
            name='Unusual',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40)),
                ('valid_from', models.DateField()),
                ('day', models.DateField()),
                ('at', models.DateTimeField()),
                ('count', models.IntegerField()),
                ('read_id', models.UUIDField()),
                ('pages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                ('looked_at', models.DateTimeField(null=True)),
                ('note', models.TextField(blank=True, default='')),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('looked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pathway.youngperson')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit')),
            ],
            options={
                'ordering': ('-at', 'id'),
                'indexes': [models.Index(fields=['unit', 'at'], name='oversight_u_unit_id_877000_idx')],
                'constraints': [models.UniqueConstraint(fields=('code', 'actor', 'person', 'unit', 'day'), name='unusual_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('looked_at', None), ('looked_by', None)), models.Q(('looked_at__isnull', False), ('looked_by__isnull', False)), _connector='OR'), name='unusual_looked_whole', violation_error_message='Det må stå hvem som har sett på det, og når.')],
            },
        ),
        migrations.RunSQL(
            "select baton_required('oversight_question', 'read_question', 'answered_at is null')",
            "select baton_not_required('oversight_question', 'read_question')",
        ),
    ]
