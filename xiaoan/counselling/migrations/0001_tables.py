"""Tables of counselling."""


import django.contrib.postgres.fields
from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('screening_id', models.UUIDField()),
                ('person_id', models.UUIDField()),
                ('state', models.TextField()),
                ('instrument', models.TextField(default='')),
                ('consent', models.SmallIntegerField()),
                ('on_paper', models.BooleanField(default=False)),
                ('by_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('body_cipher', models.BinaryField(null=True)),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'counselling_answer',
                'indexes': [models.Index(condition=models.Q(('state', 'answered')), fields=['at'], name='counselling_answer_kept')],
                'constraints': [models.UniqueConstraint(fields=('screening_id', 'person_id'), name='counselling_answer_once'), models.CheckConstraint(condition=models.Q(('state', 'answered'), ('body_cipher', None), _connector='OR'), name='counselling_answer_gone')],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('counsellor_id', models.UUIDField()),
                ('state', models.TextField(default='open')),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField(null=True)),
                ('steps', models.SmallIntegerField(default=0)),
                ('destroyed_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'counselling_case',
                'indexes': [models.Index(fields=['counsellor_id', 'state', 'next_at'], name='counselling_case_own'), models.Index(condition=models.Q(('state', 'open')), fields=['unit_no'], name='counselling_case_open'), models.Index(fields=['school_id', 'person_id'], name='counselling_case_person'), models.Index(condition=models.Q(('destroyed_at', None)), fields=['closed_at'], name='counselling_case_kept')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'id'), name='counselling_case_school'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('person_id',), name='counselling_case_once'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state', 'open')), models.Q(('closed_at__isnull', False), ('state', 'closed')), _connector='OR'), name='counselling_case_closed')],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('at', models.DateTimeField()),
                ('days', models.IntegerField()),
                ('cases', models.IntegerField()),
                ('notes', models.IntegerField()),
                ('referrals', models.IntegerField()),
                ('answers', models.IntegerField()),
            ],
            options={
                'db_table': 'counselling_certificate',
                'indexes': [models.Index(fields=['unit_no', '-at'], name='counselling_certificate_at')],
            },
        ),
        migrations.CreateModel(
            name='Emergency',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('source', models.TextField()),
                ('by_id', models.UUIDField(null=True)),
                ('state', models.TextField(default='open')),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'counselling_emergency',
                'indexes': [models.Index(fields=['unit_no', '-opened_at'], name='counselling_emergency_unit'), models.Index(fields=['school_id', 'person_id'], name='counselling_emergency_person')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'id'), name='counselling_emergency_school'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('person_id',), name='counselling_emergency_once'), models.CheckConstraint(condition=models.Q(('source__in', ('referral', 'screening', 'case'))), name='counselling_emergency_source')],
            },
        ),
        migrations.CreateModel(
            name='EmergencyStep',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('emergency_id', models.UUIDField()),
                ('step', models.TextField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
                ('role', models.TextField(default='')),
                ('text_cipher', models.BinaryField(null=True)),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'counselling_emergency_step',
                'indexes': [models.Index(fields=['emergency_id', 'at'], name='counselling_emergency_steps')],
            },
        ),
        migrations.CreateModel(
            name='Keeping',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField(default=0)),
                ('unit_no', models.IntegerField()),
                ('days', models.IntegerField()),
                ('by_id', models.UUIDField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'counselling_keeping',
                'indexes': [models.Index(fields=['unit_no', '-at'], name='counselling_keeping_at')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('case_id', models.UUIDField()),
                ('no', models.SmallIntegerField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
                ('body_cipher', models.BinaryField()),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'counselling_note',
                'constraints': [models.UniqueConstraint(fields=('case_id', 'no'), name='counselling_note_once')],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('via', models.TextField()),
                ('by_id', models.UUIDField(null=True)),
                ('role', models.TextField(default='')),
                ('urgency', models.TextField()),
                ('body_cipher', models.BinaryField(null=True)),
                ('state', models.TextField(default='waiting')),
                ('at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('case_id', models.UUIDField(null=True)),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'counselling_referral',
                'indexes': [models.Index(fields=['by_id', '-at'], name='counselling_referral_by'), models.Index(condition=models.Q(('state__in', ['waiting', 'seen'])), fields=['school_id', 'due_at'], name='counselling_referral_waits'), models.Index(fields=['case_id'], name='counselling_referral_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'seen', 'in_care', 'closed'))), name='counselling_referral_state'), models.CheckConstraint(condition=models.Q(('urgency__in', ('normal', 'soon', 'now'))), name='counselling_referral_urgency')],
            },
        ),
        migrations.CreateModel(
            name='Screening',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('by_id', models.UUIDField()),
                ('version', models.TextField()),
                ('classes', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('opened_at', models.DateTimeField()),
                ('until', models.DateField()),
            ],
            options={
                'db_table': 'counselling_screening',
                'indexes': [models.Index(fields=['school_id', '-until'], name='counselling_screening_until')],
            },
        ),
        migrations.CreateModel(
            name='Takeover',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('from_id', models.UUIDField()),
                ('to_id', models.UUIDField()),
                ('asked_by_id', models.UUIDField()),
                ('asked_at', models.DateTimeField()),
                ('state', models.TextField(default='asked')),
                ('decided_by_id', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('cases', models.IntegerField(default=0)),
            ],
            options={
                'db_table': 'counselling_takeover',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('from_id', 'school_id'), name='counselling_takeover_once'), models.CheckConstraint(condition=models.Q(('decided_by_id', None), models.Q(('decided_by_id', models.F('asked_by_id')), _negated=True), _connector='OR'), name='counselling_takeover_two')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('month', models.DateField()),
                ('what', models.TextField()),
                ('count', models.IntegerField(default=0)),
            ],
            options={
                'db_table': 'counselling_tally',
                'constraints': [models.UniqueConstraint(fields=('month', 'unit_no', 'what'), name='counselling_tally_once')],
            },
        ),
    ]
