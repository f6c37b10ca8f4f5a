"""Tables of returns."""


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
                ('by_id', models.UUIDField()),
            ],
            options={
                'db_table': 'returns_act',
            },
        ),
        migrations.CreateModel(
            name='Ask',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('request_id', models.UUIDField()),
                ('round_id', models.UUIDField()),
                ('day', models.DateField()),
                ('answers', models.JSONField(default=dict)),
                ('reused', models.JSONField(default=list)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by_id', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'returns_ask',
                'indexes': [models.Index(fields=['unit_no', 'day'], name='returns_ask_day')],
                'constraints': [models.UniqueConstraint(fields=('round_id', 'unit_no'), name='returns_ask_once')],
            },
        ),
        migrations.CreateModel(
            name='Field',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('request_id', models.UUIDField()),
                ('no', models.SmallIntegerField()),
                ('name', models.TextField()),
                ('kind', models.TextField()),
                ('unit', models.TextField(default='')),
                ('low', models.TextField(default='')),
                ('high', models.TextField(default='')),
                ('choices', models.JSONField(default=list)),
                ('held_key', models.TextField(default='')),
                ('held_part', models.TextField(default='')),
            ],
            options={
                'db_table': 'returns_field',
                'constraints': [models.UniqueConstraint(fields=('request_id', 'no'), name='returns_field_no'), models.CheckConstraint(condition=models.Q(('kind__in', ('number', 'text', 'choice'))), name='returns_field_kind')],
            },
        ),
        migrations.CreateModel(
            name='Filling',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('form_id', models.UUIDField()),
                ('version_no', models.IntegerField()),
                ('day', models.DateField()),
                ('asked', models.IntegerField()),
                ('held', models.IntegerField()),
                ('unknown', models.IntegerField()),
                ('given', models.IntegerField()),
                ('typed', models.IntegerField()),
                ('spared', models.IntegerField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
            ],
            options={
                'db_table': 'returns_filling',
                'indexes': [models.Index(fields=['day', 'unit_no'], name='returns_filling_day')],
                'constraints': [models.UniqueConstraint(fields=('form_id', 'day', 'unit_no'), name='returns_filling_once')],
            },
        ),
        migrations.CreateModel(
            name='Form',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('name', models.TextField()),
                ('office', models.TextField()),
                ('unknown_word', models.TextField()),
                ('state', models.TextField(default='active')),
                ('version', models.IntegerField(default=1)),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
            ],
            options={
                'db_table': 'returns_form',
                'constraints': [models.UniqueConstraint(fields=('unit_no', 'id'), name='returns_form_unit'), models.CheckConstraint(condition=models.Q(('state__in', ('active', 'retired'))), name='returns_form_state')],
            },
        ),
        migrations.CreateModel(
            name='Mapping',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('ours', models.TextField()),
                ('theirs', models.TextField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
            ],
            options={
                'db_table': 'returns_mapping',
                'constraints': [models.UniqueConstraint(fields=('unit_no', 'ours'), name='returns_mapping_once')],
            },
        ),
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('office', models.TextField()),
                ('person', models.TextField()),
                ('ground', models.TextField()),
                ('purpose', models.TextField()),
                ('every', models.TextField()),
                ('first', models.DateField()),
                ('until', models.DateField()),
                ('due_days', models.SmallIntegerField()),
                ('stage', models.TextField(default='')),
                ('state', models.TextField()),
                ('rule', models.TextField(default='')),
                ('about', models.TextField(default='')),
                ('why_ended', models.TextField(default='')),
                ('is_settled', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'returns_request',
                'constraints': [models.UniqueConstraint(fields=('unit_no', 'id'), name='returns_request_unit'), models.CheckConstraint(condition=models.Q(('state__in', ('open', 'refused', 'ended'))), name='returns_request_state'), models.CheckConstraint(condition=models.Q(('every__in', ('once', 'day', 'week', 'month'))), name='returns_request_every'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'open'), _negated=True), models.Q(('ground', ''), _negated=True), _connector='OR'), name='returns_grounded')],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('request_id', models.UUIDField()),
                ('day', models.DateField()),
                ('due_at', models.DateTimeField()),
                ('schools', models.IntegerField(default=0)),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'returns_round',
                'constraints': [models.UniqueConstraint(fields=('request_id', 'day'), name='returns_round_once')],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('form_id', models.UUIDField()),
                ('version_no', models.IntegerField()),
                ('level', models.TextField()),
                ('day', models.DateField()),
                ('typed', models.JSONField(default=dict)),
                ('state', models.TextField(default='waiting')),
                ('wanted', models.IntegerField(default=0)),
                ('done', models.IntegerField(default=0)),
                ('content', models.BinaryField(null=True)),
                ('body_hash', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('by_id', models.UUIDField()),
            ],
            options={
                'db_table': 'returns_run',
                'indexes': [models.Index(fields=['form_id', '-at'], name='returns_run_form')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'running', 'done', 'failed'))), name='returns_run_state')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('form_id', models.UUIDField()),
                ('no', models.IntegerField()),
                ('file_name', models.TextField()),
                ('kind', models.TextField()),
                ('content', models.BinaryField()),
                ('digest', models.BinaryField()),
                ('marks', models.JSONField()),
                ('assigned', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
            ],
            options={
                'db_table': 'returns_version',
                'constraints': [models.UniqueConstraint(fields=('form_id', 'no'), name='returns_version_no'), models.CheckConstraint(condition=models.Q(('kind__in', ['xlsx', 'docx'])), name='returns_version_kind')],
            },
        ),
    ]
