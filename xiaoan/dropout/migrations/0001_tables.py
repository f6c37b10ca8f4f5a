"""Tables of the drop-out watch."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('ledger', models.TextField(default='suspected')),
                ('state', models.TextField(default='open')),
                ('opened_at', models.DateTimeField()),
                ('by_score', models.BooleanField(default=False)),
                ('p', models.FloatField(null=True)),
                ('seen', models.JSONField(default=dict)),
                ('responsible_id', models.UUIDField(null=True)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('asked_by_id', models.UUIDField(null=True)),
                ('how', models.TextField(default='')),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by_id', models.UUIDField(null=True)),
                ('steps', models.SmallIntegerField(default=0)),
            ],
            options={
                'db_table': 'dropout_entry',
                'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['unit_no', 'ledger'], name='dropout_open'), models.Index(fields=['opened_at', 'unit_no'], name='dropout_opened'), models.Index(fields=['closed_at', 'unit_no'], name='dropout_closed')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'id'), name='dropout_school'), models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('person_id',), name='dropout_one_open'), models.CheckConstraint(condition=models.Q(('ledger__in', ('suspected', 'dropped'))), name='dropout_ledger'), models.CheckConstraint(condition=models.Q(('state__in', ('open', 'closing', 'closed'))), name='dropout_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('closed_at__isnull', False), ('closed_by_id__isnull', False), models.Q(('closed_by_id', models.F('asked_by_id')), _negated=True)), _connector='OR'), name='dropout_second_person')],
            },
        ),
        migrations.CreateModel(
            name='KeyGroup',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('group_cipher', models.BinaryField()),
                ('source_cipher', models.BinaryField()),
                ('basis', models.TextField()),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('by_id', models.UUIDField()),
                ('ended_by_id', models.UUIDField(null=True)),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'dropout_key_group',
                'indexes': [models.Index(fields=['person_id'], name='dropout_key_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('basis__in', ['law', 'consent'])), name='dropout_basis')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('month', models.DateField()),
                ('on_roll', models.IntegerField()),
                ('suspected', models.IntegerField()),
                ('dropped', models.IntegerField()),
                ('opened', models.IntegerField()),
                ('closed', models.IntegerField()),
                ('note', models.TextField(default='')),
                ('signed_at', models.DateTimeField()),
                ('signed_by_id', models.UUIDField()),
            ],
            options={
                'db_table': 'dropout_report',
                'constraints': [models.UniqueConstraint(fields=('unit_no', 'month'), name='dropout_report_once')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('quarter', models.DateField()),
                ('reports', models.IntegerField()),
                ('wanted', models.IntegerField()),
                ('suspected', models.IntegerField()),
                ('dropped', models.IntegerField()),
                ('note', models.TextField()),
                ('signed_at', models.DateTimeField()),
                ('signed_by_id', models.UUIDField()),
            ],
            options={
                'db_table': 'dropout_review',
                'constraints': [models.UniqueConstraint(fields=('unit_no', 'quarter'), name='dropout_review_once')],
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('day', models.DateField()),
                ('p', models.FloatField()),
                ('seen', models.JSONField()),
                ('parts', models.JSONField()),
            ],
            options={
                'db_table': 'dropout_score',
                'indexes': [models.Index(fields=['unit_no', '-p'], name='dropout_score_unit')],
                'constraints': [models.UniqueConstraint(fields=('person_id',), name='dropout_score_once')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('entry_id', models.UUIDField()),
                ('no', models.SmallIntegerField()),
                ('kind', models.TextField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
                ('how', models.TextField(default='')),
                ('receiver', models.TextField(default='')),
                ('receipt', models.TextField(default='')),
                ('note_cipher', models.BinaryField(null=True)),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'dropout_step',
                'constraints': [models.UniqueConstraint(fields=('entry_id', 'no'), name='dropout_step_once'), models.CheckConstraint(condition=models.Q(('kind__in', ('open', 'confirm', 'note', 'name', 'ask_close', 'close', 'refuse'))), name='dropout_step_kind')],
            },
        ),
    ]
