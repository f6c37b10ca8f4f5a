"""Tables of rumours."""


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
                ('school_id', models.IntegerField(default=0)),
                ('unit_no', models.IntegerField()),
                ('item_id', models.UUIDField()),
                ('no', models.SmallIntegerField()),
                ('verdict', models.TextField()),
                ('title', models.JSONField()),
                ('text', models.JSONField()),
                ('sources', models.JSONField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'rumours_answer',
                'constraints': [models.UniqueConstraint(fields=('item_id', 'no'), name='rumour_answer_once'), models.CheckConstraint(condition=models.Q(('verdict__in', ('false', 'partly', 'true', 'unknown', 'outdated'))), name='rumour_verdict')],
            },
        ),
        migrations.CreateModel(
            name='Gram',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('school_id', models.IntegerField(default=0)),
                ('unit_no', models.IntegerField()),
                ('print_id', models.UUIDField()),
                ('value', models.BigIntegerField()),
            ],
            options={
                'db_table': 'rumours_gram',
                'indexes': [models.Index(fields=['value'], include=('print_id', 'unit_no'), name='rumour_gram_value')],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField(default=0)),
                ('unit_no', models.IntegerField()),
                ('no', models.IntegerField()),
                ('state', models.TextField(default='open')),
                ('opened_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('reports', models.IntegerField(default=0)),
                ('owner_id', models.UUIDField(null=True)),
                ('answer_id', models.UUIDField(null=True)),
                ('proposed_id', models.UUIDField(null=True)),
                ('verdict', models.TextField(default='')),
                ('answered_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('why', models.TextField(default='')),
                ('into_id', models.UUIDField(null=True)),
                ('split_from_id', models.UUIDField(null=True)),
                ('named', models.JSONField(default=dict)),
                ('steps', models.SmallIntegerField(default=0)),
            ],
            options={
                'db_table': 'rumours_item',
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['unit_no', 'opened_at'], name='rumour_open'), models.Index(fields=['unit_no', '-last_at'], name='rumour_last'), models.Index(condition=models.Q(('state', 'published')), fields=['unit_no', '-published_at'], name='rumour_corrections'), models.Index(fields=['answered_at'], include=('opened_at',), name='rumour_answered')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'id'), name='rumour_school'), models.UniqueConstraint(fields=('unit_no', 'no'), name='rumour_no_once'), models.CheckConstraint(condition=models.Q(('state__in', ('open', 'published', 'dismissed', 'withdrawn', 'merged'))), name='rumour_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('answer_id__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='rumour_published'), models.CheckConstraint(condition=models.Q(('state', 'merged'), ('into_id', None), _connector='XOR'), name='rumour_merged')],
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField(default=0)),
                ('unit_no', models.IntegerField()),
                ('item_id', models.UUIDField()),
                ('kind', models.TextField()),
                ('value', models.BinaryField()),
            ],
            options={
                'db_table': 'rumours_mark',
                'indexes': [models.Index(fields=['item_id'], name='rumour_mark_item')],
                'constraints': [models.UniqueConstraint(fields=('unit_no', 'kind', 'value'), name='rumour_mark_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['link', 'photo'])), name='rumour_mark_kind')],
            },
        ),
        migrations.CreateModel(
            name='Nearby',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField(default=0)),
                ('unit_no', models.IntegerField()),
                ('item_id', models.UUIDField()),
                ('other_id', models.UUIDField()),
                ('percent', models.SmallIntegerField()),
                ('settled', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'rumours_nearby',
                'indexes': [models.Index(fields=['other_id'], name='rumour_nearby_other')],
                'constraints': [models.UniqueConstraint(fields=('item_id', 'other_id'), name='rumour_nearby_once'), models.CheckConstraint(condition=models.Q(('item_id__lt', models.F('other_id'))), name='rumour_nearby_order')],
            },
        ),
        migrations.CreateModel(
            name='Print',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField(default=0)),
                ('unit_no', models.IntegerField()),
                ('item_id', models.UUIDField()),
                ('digest', models.BinaryField()),
                ('pieces', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('named', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'rumours_print',
                'indexes': [models.Index(fields=['item_id'], name='rumour_print_item')],
                'constraints': [models.UniqueConstraint(fields=('unit_no', 'digest'), name='rumour_text_once')],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField(default=0)),
                ('unit_no', models.IntegerField()),
                ('item_id', models.UUIDField()),
                ('answer_id', models.UUIDField()),
                ('writer_id', models.UUIDField()),
                ('by_id', models.UUIDField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'rumours_release',
                'constraints': [models.UniqueConstraint(fields=('answer_id',), name='rumour_release_once'), models.CheckConstraint(condition=models.Q(('by_id', models.F('writer_id')), _negated=True), name='rumour_two_people')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField(default=0)),
                ('unit_no', models.IntegerField()),
                ('item_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
                ('role', models.TextField()),
                ('from_no', models.IntegerField()),
                ('text_cipher', models.BinaryField(null=True)),
                ('links', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('photo_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('print_id', models.UUIDField(null=True)),
                ('how', models.TextField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'rumours_report',
                'indexes': [models.Index(fields=['item_id', 'at'], name='rumour_report_item'), models.Index(fields=['by_id', '-at'], name='rumour_report_mine')],
                'constraints': [models.CheckConstraint(condition=models.Q(('how__in', ('new', 'same', 'link', 'photo', 'near', 'like_photo', 'known', 'other', 'hand'))), name='rumour_report_how')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField(default=0)),
                ('unit_no', models.IntegerField()),
                ('item_id', models.UUIDField()),
                ('no', models.SmallIntegerField()),
                ('kind', models.TextField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
                ('text', models.TextField(default='')),
                ('other_id', models.UUIDField(null=True)),
                ('reports', models.IntegerField(default=0)),
                ('said', models.BinaryField(null=True)),
            ],
            options={
                'db_table': 'rumours_step',
                'constraints': [models.UniqueConstraint(fields=('item_id', 'no'), name='rumour_step_once'), models.CheckConstraint(condition=models.Q(('kind__in', ('take', 'propose', 'return', 'publish', 'withdraw', 'dismiss', 'reopen', 'merge', 'take_in', 'split', 'apart'))), name='rumour_step_kind')],
            },
        ),
    ]
