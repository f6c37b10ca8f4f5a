"""Tables of arrivals."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('what', models.TextField()),
                ('body_hash', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'arrivals_act',
            },
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('day', models.DateField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
                ('gate_name', models.TextField()),
                ('result', models.TextField()),
                ('timing', models.TextField()),
                ('by_pass', models.BooleanField(default=False)),
                ('standing', models.TextField()),
                ('fever', models.BooleanField(default=False)),
                ('why', models.TextField(default='')),
                ('unsettled', models.BooleanField(default=False)),
                ('detail_cipher', models.BinaryField(null=True)),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'arrivals_check',
                'indexes': [models.Index(fields=['day', 'unit_no'], name='arrivals_check_day'), models.Index(fields=['person_id', 'day'], name='arrivals_check_person')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'id'), name='arrivals_check_school'), models.UniqueConstraint(condition=models.Q(('result', 'in')), fields=('person_id', 'day'), name='arrivals_in_once'), models.CheckConstraint(condition=models.Q(('result__in', ('in', 'resting', 'turned_away'))), name='arrivals_check_result'), models.CheckConstraint(condition=models.Q(('timing__in', ('on_time', 'early', 'late', 'wrong_day', 'unplanned'))), name='arrivals_check_timing'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('result', 'turned_away'), _negated=True), ('why', '')), models.Q(('result', 'turned_away'), ('why__in', ('not_cleared', 'fever', 'symptoms', 'other'))), _connector='OR'), name='arrivals_check_why')],
            },
        ),
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('check_id', models.UUIDField()),
                ('person_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
                ('outcome', models.TextField()),
                ('note_cipher', models.BinaryField(null=True)),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'arrivals_follow',
                'indexes': [models.Index(fields=['check_id'], name='arrivals_follow_check')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ('home', 'care', 'back', 'online'))), name='arrivals_follow_outcome')],
            },
        ),
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('day', models.DateField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
                ('arrived', models.IntegerField()),
                ('counted', models.IntegerField()),
                ('note_cipher', models.BinaryField(null=True)),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'arrivals_hand_over',
                'indexes': [models.Index(fields=['day', 'unit_no'], name='arrivals_hand_over_day')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('plan_id', models.UUIDField()),
                ('person_id', models.UUIDField()),
                ('slot_id', models.UUIDField(null=True)),
                ('family', models.IntegerField(default=0)),
                ('line_no', models.IntegerField(default=0)),
                ('boarder', models.BooleanField(default=False)),
                ('how', models.TextField(default='solved')),
                ('reason', models.TextField(default='')),
                ('pass_id', models.UUIDField()),
            ],
            options={
                'db_table': 'arrivals_place',
                'indexes': [models.Index(fields=['person_id'], name='arrivals_place_person'), models.Index(fields=['pass_id'], name='arrivals_place_pass'), models.Index(fields=['plan_id', 'unit_no'], name='arrivals_place_class')],
                'constraints': [models.UniqueConstraint(fields=('plan_id', 'person_id'), name='arrivals_place_once'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('slot_id__isnull', False)), models.Q(('reason__in', ('full', 'no_day', 'no_bus', 'bus_full', 'no_window')), ('slot_id__isnull', True)), _connector='OR'), name='arrivals_place_reason')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('no', models.SmallIntegerField()),
                ('state', models.TextField(default='draft')),
                ('setting', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('published_by_id', models.UUIDField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('placed', models.IntegerField(default=0)),
                ('unplaced', models.IntegerField(default=0)),
                ('figures', models.JSONField(default=dict)),
                ('edits', models.SmallIntegerField(default=0)),
                ('notice_id', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'arrivals_plan',
                'constraints': [models.UniqueConstraint(fields=('school_id', 'id'), name='arrivals_plan_school'), models.UniqueConstraint(fields=('unit_no', 'no'), name='arrivals_plan_no'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('unit_no',), name='arrivals_one_published'), models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'published', 'replaced', 'withdrawn', 'dropped'))), name='arrivals_plan_state')],
            },
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('plan_id', models.UUIDField()),
                ('day', models.DateField()),
                ('begins', models.TimeField()),
                ('ends', models.TimeField()),
                ('gate', models.SmallIntegerField()),
                ('gate_name', models.TextField()),
                ('capacity', models.IntegerField()),
                ('placed', models.IntegerField(default=0)),
            ],
            options={
                'db_table': 'arrivals_slot',
                'constraints': [models.UniqueConstraint(fields=('school_id', 'id'), name='arrivals_slot_school'), models.UniqueConstraint(fields=('plan_id', 'day', 'begins', 'gate'), name='arrivals_slot_once'), models.CheckConstraint(condition=models.Q(('placed__lte', models.F('capacity'))), name='arrivals_slot_full')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('day', models.DateField()),
                ('gate', models.SmallIntegerField(default=-1)),
                ('begins', models.TimeField()),
                ('gate_name', models.TextField(default='')),
                ('ends', models.TimeField()),
                ('expected', models.IntegerField(default=0)),
                ('arrived', models.IntegerField(default=0)),
                ('late', models.IntegerField(default=0)),
                ('resting', models.IntegerField(default=0)),
                ('turned', models.IntegerField(default=0)),
            ],
            options={
                'db_table': 'arrivals_tally',
                'constraints': [models.UniqueConstraint(fields=('day', 'unit_no', 'gate', 'begins'), name='arrivals_tally_once')],
            },
        ),
    ]
