"""Illnesses, their steps, and what a county has set."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Illness',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('class_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('stage', models.TextField()),
                ('opened_at', models.DateTimeField()),
                ('opened_by_id', models.UUIDField(null=True)),
                ('since', models.DateField()),
                ('absent_since', models.DateField(null=True)),
                ('seen_on', models.DateField()),
                ('onset', models.DateField(null=True)),
                ('symptoms', models.IntegerField(default=0)),
                ('fever', models.BooleanField(default=False)),
                ('moved_at', models.DateTimeField()),
                ('trace_due_at', models.DateTimeField(null=True)),
                ('traced_at', models.DateTimeField(null=True)),
                ('followed_on', models.DateField(null=True)),
                ('investigated_on', models.DateField(null=True)),
                ('long', models.BooleanField(default=False)),
                ('diagnosis', models.TextField(default='')),
                ('certainty', models.TextField(default='')),
                ('diagnosed_on', models.DateField(null=True)),
                ('isolates', models.BooleanField(null=True)),
                ('dates', models.JSONField(default=dict)),
                ('held', models.BooleanField(default=False)),
                ('back_on', models.DateField(null=True)),
                ('cleared_at', models.DateTimeField(null=True)),
                ('cleared_by_id', models.UUIDField(null=True)),
                ('against', models.BooleanField(default=False)),
                ('turn', models.SmallIntegerField(default=0)),
                ('steps', models.SmallIntegerField(default=0)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'illness_illness',
                'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['unit_no', 'stage'], name='illness_open'), models.Index(fields=['unit_no', 'closed_at'], name='illness_unit_closed'), models.Index(fields=['school_id', 'person_id'], name='illness_person')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'id'), name='illness_school'), models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('school_id', 'person_id'), name='illness_once'), models.CheckConstraint(condition=models.Q(('stage__in', ('detected', 'retested', 'watched', 'observed', 'reached', 'in_care', 'diagnosed', 'at_home', 'cleared', 'returned', 'well', 'withdrawn', 'moved', 'left'))), name='illness_stage'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('stage__in', ('detected', 'retested', 'watched', 'observed', 'reached', 'in_care', 'diagnosed', 'at_home', 'cleared'))), models.Q(('closed_at__isnull', False), ('stage__in', ('returned', 'well', 'withdrawn', 'moved', 'left'))), _connector='OR'), name='illness_closed'), models.CheckConstraint(condition=models.Q(('certainty__in', ('', 'suspected', 'confirmed', 'excluded'))), name='illness_certainty')],
            },
        ),
        migrations.CreateModel(
            name='Setting',
            fields=[
                ('unit_no', models.IntegerField(primary_key=True, serialize=False)),
                ('profile', models.TextField(default='default')),
                ('trace_hours', models.SmallIntegerField(default=24)),
                ('long_days', models.SmallIntegerField(default=3)),
            ],
            options={
                'db_table': 'illness_setting',
                'constraints': [models.CheckConstraint(condition=models.Q(('profile__in', ('default', 'strict'))), name='illness_setting_profile'), models.CheckConstraint(condition=models.Q(('trace_hours__range', (1, 72)), ('long_days__range', (2, 10))), name='illness_setting_bounds')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('illness_id', models.UUIDField()),
                ('person_id', models.UUIDField()),
                ('no', models.SmallIntegerField()),
                ('kind', models.TextField()),
                ('stage', models.TextField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
                ('facts', models.JSONField(default=dict)),
                ('words', models.BinaryField(null=True)),
            ],
            options={
                'db_table': 'illness_step',
                'indexes': [models.Index(fields=['illness_id', 'no'], name='illness_step_of'), models.Index(fields=['school_id', 'person_id'], name='illness_step_person'), models.Index(fields=['unit_no', 'at'], name='illness_step_unit')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'illness_id', 'no'), name='illness_step_order')],
            },
        ),
    ]
