"""Tables of drills."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('drill_id', models.UUIDField()),
                ('label', models.TextField()),
                ('signs', models.TextField(default='')),
                ('diagnosis', models.TextField(default='')),
                ('onset_days', models.SmallIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
            ],
            options={
                'db_table': 'drills_case',
            },
        ),
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('drill_id', models.UUIDField()),
                ('no', models.SmallIntegerField()),
                ('what', models.TextField()),
                ('code', models.TextField(default='')),
                ('words', models.TextField(default='')),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
                ('said', models.BinaryField(null=True)),
            ],
            options={
                'db_table': 'drills_act',
                'constraints': [models.UniqueConstraint(fields=('drill_id', 'no'), name='drill_act_once'), models.CheckConstraint(condition=models.Q(('what__in', ('plan', 'move', 'cancel', 'begin', 'done', 'skip', 'undo', 'inject', 'end', 'finding', 'conclude'))), name='drill_act_what')],
            },
        ),
        migrations.CreateModel(
            name='Drill',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('scenario', models.TextField()),
                ('version', models.TextField()),
                ('sheet', models.JSONField()),
                ('form', models.TextField()),
                ('name', models.TextField()),
                ('place', models.TextField(default='')),
                ('class_no', models.IntegerField(null=True)),
                ('planned_at', models.DateTimeField()),
                ('state', models.TextField(default='planned')),
                ('organiser_id', models.UUIDField()),
                ('assessor_id', models.UUIDField()),
                ('repeats_id', models.UUIDField(null=True)),
                ('begun_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('staff', models.IntegerField(null=True)),
                ('pupils', models.IntegerField(null=True)),
                ('note', models.TextField(default='')),
                ('verdict', models.TextField(default='')),
                ('words', models.TextField(default='')),
                ('concluded_at', models.DateTimeField(null=True)),
                ('concluded_by_id', models.UUIDField(null=True)),
                ('acts', models.SmallIntegerField(default=0)),
            ],
            options={
                'db_table': 'drills_drill',
                'indexes': [models.Index(fields=['unit_no', '-planned_at'], name='drill_unit'), models.Index(condition=models.Q(('ended_at__isnull', False)), fields=['unit_no', '-ended_at'], name='drill_ended')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'id'), name='drill_school'), models.UniqueConstraint(condition=models.Q(('repeats_id__isnull', False), models.Q(('state', 'cancelled'), _negated=True)), fields=('repeats_id',), name='drill_repeated_once'), models.CheckConstraint(condition=models.Q(('state__in', ('planned', 'running', 'held', 'closed', 'cancelled'))), name='drill_state'), models.CheckConstraint(condition=models.Q(('form__in', ('live', 'tabletop'))), name='drill_form'), models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'cancelled']), ('begun_at__isnull', False), _connector='OR'), name='drill_begun'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('begun_at')), _connector='OR'), name='drill_ends_after'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('concluded_by_id__isnull', False), ('verdict__in', ('passed', 'again')), models.Q(('concluded_by_id', models.F('organiser_id')), _negated=True)), _connector='OR'), name='drill_concluded_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('drill_id', models.UUIDField()),
                ('role', models.TextField()),
                ('user_id', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'drills_part',
                'constraints': [models.UniqueConstraint(fields=('drill_id', 'role'), name='drill_part_once')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('drill_id', models.UUIDField()),
                ('code', models.TextField()),
                ('done_at', models.DateTimeField(null=True)),
                ('skipped', models.TextField(default='')),
                ('note', models.TextField(default='')),
                ('by_id', models.UUIDField()),
            ],
            options={
                'db_table': 'drills_step',
                'constraints': [models.UniqueConstraint(fields=('drill_id', 'code'), name='drill_step_once'), models.CheckConstraint(condition=models.Q(('done_at__isnull', False), models.Q(('skipped', ''), _negated=True), _connector='XOR'), name='drill_step_one_way')],
            },
        ),
    ]
