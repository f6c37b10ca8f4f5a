"""Tables of enquiries."""


from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Enquiry',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('asked_by_id', models.UUIDField()),
                ('kind', models.TextField()),
                ('is_health', models.BooleanField(default=False)),
                ('desk', models.TextField()),
                ('desk_no', models.IntegerField()),
                ('state', models.TextField(default='waiting')),
                ('subject_cipher', models.BinaryField()),
                ('about_source', models.TextField(default='')),
                ('about_id', models.TextField(default='')),
                ('about_title', models.TextField(default='')),
                ('opened_at', models.DateTimeField()),
                ('turn', models.SmallIntegerField(default=1)),
                ('asked_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('late', models.BooleanField(default=False)),
                ('seen_at', models.DateTimeField(null=True)),
                ('steps', models.SmallIntegerField(default=0)),
            ],
            options={
                'db_table': 'enquiries_enquiry',
                'indexes': [models.Index(fields=['asked_by_id', '-opened_at'], name='enquiry_mine'), models.Index(condition=models.Q(('state', 'waiting')), fields=['desk', 'due_at', 'unit_no'], name='enquiry_waiting'), models.Index(fields=['opened_at', 'unit_no'], name='enquiry_opened')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'id'), name='enquiry_school'), models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'answered', 'closed'))), name='enquiry_state'), models.CheckConstraint(condition=models.Q(('desk__in', ['teacher', 'doctor', 'school', 'bureau'])), name='enquiry_desk'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'health'), _negated=True), ('is_health', True), _connector='OR'), name='enquiry_health')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('enquiry_id', models.UUIDField()),
                ('no', models.SmallIntegerField()),
                ('kind', models.TextField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
                ('role', models.TextField()),
                ('desk', models.TextField()),
                ('text_cipher', models.BinaryField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('late', models.BooleanField(default=False)),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'enquiries_step',
                'constraints': [models.UniqueConstraint(fields=('enquiry_id', 'no'), name='enquiry_step_once'), models.CheckConstraint(condition=models.Q(('kind__in', ('ask', 'add', 'reply', 'pass', 'close', 'reopen'))), name='enquiry_step_kind')],
            },
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('enquiry_id', models.UUIDField()),
                ('no', models.SmallIntegerField()),
                ('desk', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('how', models.TextField(default='')),
            ],
            options={
                'db_table': 'enquiries_turn',
                'indexes': [models.Index(fields=['asked_at', 'unit_no'], include=('desk', 'due_at', 'ended_at', 'how'), name='enquiry_turn_asked')],
                'constraints': [models.UniqueConstraint(fields=('enquiry_id', 'no'), name='enquiry_turn_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('how', '')), models.Q(('ended_at__gte', models.F('asked_at')), ('how__in', ['reply', 'close'])), _connector='OR'), name='enquiry_turn_ended')],
            },
        ),
    ]
