"""Rosters that somebody asked to take away."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0004_transfer_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='RosterExport',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('by_id', models.UUIDField()),
                ('form', models.TextField()),
                ('numbers', models.TextField()),
                ('reason', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('file_key', models.TextField()),
                ('state', models.TextField(default='asked')),
                ('rows_total', models.IntegerField(default=0)),
                ('rows_done', models.IntegerField(default=0)),
                ('ready_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('taken', models.IntegerField(default=0)),
            ],
            options={
                'db_table': 'registry_roster_export',
                'indexes': [models.Index(fields=['by_id', 'asked_at'], name='roster_export_by')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'making', 'ready', 'failed', 'gone'])), name='roster_export_state'), models.CheckConstraint(condition=models.Q(('form__in', ['xlsx', 'csv']), ('numbers__in', ['masked', 'full'])), name='roster_export_kind'), models.CheckConstraint(condition=models.Q(('numbers', 'masked'), ('school_id', models.F('unit_no')), _connector='OR'), name='roster_export_full_of_one_school')],
            },
        ),
    ]
