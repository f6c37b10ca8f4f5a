"""Comparisons, and what each school would see."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('disease', models.TextField()),
                ('opens_on', models.DateField()),
                ('asked', models.JSONField()),
                ('version', models.TextField()),
                ('seed', models.BigIntegerField()),
                ('body_hash', models.BinaryField()),
                ('state', models.TextField(default='waiting')),
                ('done', models.IntegerField(default=0)),
                ('wanted', models.IntegerField()),
                ('crowd', models.JSONField(default=dict)),
                ('found', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'simulations_run',
                'indexes': [models.Index(fields=['unit_no', '-at'], name='simulations_run_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'running', 'done', 'failed'))), name='simulations_run_state')],
            },
        ),
        migrations.CreateModel(
            name='SchoolResult',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('run_id', models.UUIDField()),
                ('way', models.TextField()),
                ('low', models.IntegerField()),
                ('median', models.IntegerField()),
                ('high', models.IntegerField()),
                ('outbreak', models.FloatField()),
            ],
            options={
                'db_table': 'simulations_school',
                'constraints': [models.UniqueConstraint(fields=('run_id', 'unit_no', 'way'), name='simulations_school_once'), models.CheckConstraint(condition=models.Q(('outbreak__gte', 0), ('outbreak__lte', 1)), name='simulations_school_share')],
            },
        ),
    ]
