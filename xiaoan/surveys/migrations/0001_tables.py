"""Rounds, answers with their versions, counts of classes, codes on paper."""

import django.contrib.postgres.fields
import django.db.models.expressions
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
                ('class_then', models.IntegerField()),
                ('round_id', models.UUIDField()),
                ('person_id', models.UUIDField()),
                ('version', models.SmallIntegerField()),
                ('state', models.TextField()),
                ('source', models.TextField()),
                ('side', models.TextField()),
                ('in_bulk', models.BooleanField(default=False)),
                ('whereabouts', models.TextField()),
                ('place_cipher', models.BinaryField(null=True)),
                ('since', models.DateField(null=True)),
                ('condition', models.TextField()),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('remark_cipher', models.BinaryField(null=True)),
                ('answered_at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
                ('late', models.BooleanField(default=False)),
                ('reason', models.TextField(default='')),
                ('body_hash', models.BinaryField()),
                ('contra_id', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by_id', models.UUIDField(null=True)),
                ('decided_reason', models.TextField(default='')),
            ],
            options={
                'db_table': 'surveys_answer',
                'indexes': [models.Index(fields=['school_id', 'person_id'], name='answer_person'), models.Index(condition=models.Q(('state', 'current'), models.Q(('categories', []), _negated=True)), fields=['round_id', 'unit_no'], name='answer_key_group')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'id'), name='answer_school'), models.UniqueConstraint(condition=models.Q(('state', 'current')), fields=('school_id', 'round_id', 'person_id'), name='answer_current'), models.UniqueConstraint(condition=models.Q(('state__in', ('contradicting', 'agreeing'))), fields=('school_id', 'round_id', 'person_id'), name='answer_second'), models.UniqueConstraint(fields=('school_id', 'round_id', 'person_id', 'version'), name='answer_version'), models.CheckConstraint(condition=models.Q(('state__in', ('current', 'agreeing', 'contradicting', 'superseded', 'discarded'))), name='answer_state'), models.CheckConstraint(condition=models.Q(('source__in', ('self', 'guardian', 'teacher', 'office', 'import', 'carried'))), name='answer_source'), models.CheckConstraint(condition=models.Q(('contra_id', None), ('state', 'current'), _connector='OR'), name='answer_contra_current')],
            },
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('round_id', models.UUIDField()),
                ('person_id', models.UUIDField()),
                ('digest', models.BinaryField(unique=True)),
                ('made_at', models.DateTimeField()),
                ('made_by_id', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'surveys_code',
                'indexes': [models.Index(fields=['school_id', 'person_id'], name='survey_code_person')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'round_id', 'person_id'), name='survey_code_once')],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('series_id', models.UUIDField()),
                ('number', models.SmallIntegerField(default=1)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('unit_end', models.IntegerField()),
                ('title', models.TextField()),
                ('who', models.TextField()),
                ('stages', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('pack', models.TextField()),
                ('state', models.TextField(default='draft')),
                ('made_at', models.DateTimeField()),
                ('made_by_id', models.UUIDField(null=True)),
                ('opened_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by_id', models.UUIDField(null=True)),
                ('every_days', models.SmallIntegerField(null=True)),
                ('next_opens', models.DateField(null=True)),
            ],
            options={
                'db_table': 'surveys_round',
                'indexes': [models.Index(fields=['state', 'unit_no'], name='round_state_unit')],
                'constraints': [models.UniqueConstraint(fields=('series_id', 'number'), name='round_number'), models.CheckConstraint(condition=models.Q(('who__in', ('pupils', 'staff', 'both'))), name='round_who'), models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'open', 'closed'))), name="survey_round_state"), models.CheckConstraint(condition=models.Q(('unit_end__gt', models.F('unit_no'))), name='round_units'), models.CheckConstraint(condition=models.Q(('every_days', None), models.Q(('every_days__gte', 1), ('every_days__lte', 30)), _connector='OR'), name='round_every'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed')), models.Q(('closed_at', None), models.Q(('state', 'closed'), _negated=True)), _connector='OR'), name='round_closed_at'), models.CheckConstraint(condition=models.Q(('state', 'draft'), ('opened_at__isnull', False), _connector='OR'), name='round_opened_at')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('round_id', models.UUIDField()),
                ('on_roll', models.IntegerField(default=0)),
                ('known', models.IntegerField(default=0)),
                ('unknown', models.IntegerField(default=0)),
                ('contradicted', models.IntegerField(default=0)),
                ('away', models.IntegerField(default=0)),
                ('symptoms', models.IntegerField(default=0)),
                ('isolated', models.IntegerField(default=0)),
                ('key_group', models.IntegerField(default=0)),
                ('late', models.IntegerField(default=0)),
                ('by_category', models.JSONField(default=dict)),
                ('counted_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'surveys_tally',
                'indexes': [models.Index(fields=['round_id', 'unit_no'], name='tally_round_unit')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'unit_no', 'round_id'), name='tally_once'), models.CheckConstraint(condition=models.Q(('on_roll', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('known'), '+', models.F('unknown')), '+', models.F('contradicted')))), name='tally_adds_up'), models.CheckConstraint(condition=models.Q(('contradicted__gte', 0), ('known__gte', 0), ('unknown__gte', 0)), name='tally_bounds')],
            },
        ),
    ]
