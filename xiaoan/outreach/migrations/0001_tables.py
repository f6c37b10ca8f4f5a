"""Tables of outreach."""

import django.contrib.postgres.fields
from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('task_id', models.UUIDField()),
                ('reason', models.TextField()),
                ('about_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('weight', models.SmallIntegerField(default=1)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_why', models.TextField(default='')),
            ],
            options={
                'db_table': 'outreach_line',
                'indexes': [models.Index(fields=['task_id', 'at'], name='outreach_line_task'), models.Index(condition=models.Q(('closed_at', None)), fields=['about_id', 'reason'], name='outreach_line_open')],
                'constraints': [models.UniqueConstraint(fields=('person_id', 'reason', 'about_id'), name='outreach_line_once')],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('stage', models.TextField(default='call')),
                ('round', models.SmallIntegerField(default=1)),
                ('weight', models.SmallIntegerField(default=1)),
                ('opened_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('tries', models.SmallIntegerField(default=0)),
                ('taken_by_id', models.UUIDField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('again_at', models.DateTimeField(null=True)),
                ('promised', models.BooleanField(default=False)),
                ('broken', models.SmallIntegerField(default=0)),
                ('reached_at', models.DateTimeField(null=True)),
                ('why', models.TextField(default='')),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_why', models.TextField(default='')),
            ],
            options={
                'db_table': 'outreach_task',
                'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['unit_no', 'stage'], name='outreach_open'), models.Index(condition=models.Q(('stage', 'waiting')), fields=['again_at'], name='outreach_again'), models.Index(fields=['opened_at', 'unit_no'], include=('stage', 'why', 'reached_at', 'broken'), name='outreach_opened'), models.Index(fields=['person_id', 'opened_at'], name='outreach_person')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'id'), name='outreach_school'), models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('person_id',), name='outreach_one_open'), models.CheckConstraint(condition=models.Q(('stage__in', ('call', 'visit', 'principal', 'township', 'waiting', 'closed'))), name='outreach_stage'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_why', ''), models.Q(('stage', 'closed'), _negated=True)), models.Q(('closed_at__gte', models.F('opened_at')), ('stage', 'closed')), _connector='OR'), name='outreach_closed')],
            },
        ),
        migrations.CreateModel(
            name='Try',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('task_id', models.UUIDField()),
                ('way', models.TextField()),
                ('outcome', models.TextField()),
                ('why', models.TextField(default='')),
                ('who', models.TextField(default='')),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
                ('second_id', models.UUIDField(null=True)),
                ('promise_at', models.DateTimeField(null=True)),
                ('photos', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('note_cipher', models.BinaryField(null=True)),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'outreach_try',
                'indexes': [models.Index(fields=['person_id', 'at'], name='outreach_try_person'), models.Index(fields=['task_id', 'at'], name='outreach_try_task')],
                'constraints': [models.CheckConstraint(condition=models.Q(('way__in', ('call', 'visit', 'lead'))), name='outreach_try_way'), models.CheckConstraint(condition=models.Q(('outcome__in', ('reached', 'not_reached', 'wrong_number', 'met', 'nobody', 'moved', 'refused', 'settled', 'again', 'township'))), name='outreach_try_outcome'), models.CheckConstraint(condition=models.Q(models.Q(('way', 'visit'), _negated=True), models.Q(('second_id__isnull', False), models.Q(('second_id', models.F('by_id')), _negated=True)), _connector='OR'), name='outreach_two_visit')],
            },
        ),
    ]
