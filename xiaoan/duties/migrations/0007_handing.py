"""Requests about duties, who stands in for whom, and the indexes of a person's own list."""

import django.contrib.postgres.fields
from django.db import migrations, models

import xiaoan.kernel.ids
from xiaoan.kernel.row_security import composite_key, protect


class Migration(migrations.Migration):

    dependencies = [
        ('duties', '0006_level'),
    ]

    operations = [
        migrations.CreateModel(
            name='Asking',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('duty_id', models.UUIDField()),
                ('kind', models.TextField()),
                ('from_id', models.UUIDField()),
                ('recipient_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('note', models.TextField(default='')),
                ('at', models.DateTimeField()),
                ('answer', models.TextField(default='')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by_id', models.UUIDField(null=True)),
                ('answer_note', models.TextField(default='')),
            ],
            options={
                'db_table': 'duties_asking',
            },
        ),
        migrations.CreateModel(
            name='Deputising',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('from_id', models.UUIDField()),
                ('to_id', models.UUIDField()),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('note', models.TextField(default='')),
                ('state', models.TextField(default='asked')),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'duties_deputising',
            },
        ),
        migrations.AddField(
            model_name='duty',
            name='for_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['assignee_id'], name='duty_open_mine'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['deputy_id'], name='duty_open_deputy'),
        ),
        migrations.AddIndex(
            model_name='asking',
            index=models.Index(condition=models.Q(('answer', '')), fields=['unit_no'], name='asking_open'),
        ),
        migrations.AddIndex(
            model_name='asking',
            index=models.Index(fields=['from_id', 'at'], name='asking_from'),
        ),
        migrations.AddConstraint(
            model_name='asking',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['handover', 'help', 'cannot'])), name='asking_kind'),
        ),
        migrations.AddConstraint(
            model_name='asking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='asking_answered'),
        ),
        migrations.AddConstraint(
            model_name='asking',
            constraint=models.UniqueConstraint(condition=models.Q(('answer', '')), fields=('school_id', 'duty_id', 'kind'), name='asking_once'),
        ),
        migrations.AddIndex(
            model_name='deputising',
            index=models.Index(condition=models.Q(('state__in', ['asked', 'agreed'])), fields=['since'], name='deputising_open'),
        ),
        migrations.AddConstraint(
            model_name='deputising',
            constraint=models.CheckConstraint(condition=models.Q(('since__lt', models.F('until'))), name='deputising_days'),
        ),
        migrations.AddConstraint(
            model_name='deputising',
            constraint=models.CheckConstraint(condition=models.Q(('from_id', models.F('to_id')), _negated=True), name='deputising_another'),
        ),
        migrations.AddConstraint(
            model_name='deputising',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'agreed', 'declined', 'ended'])), name='deputising_state'),
        ),
        protect("duties_asking"),
        protect("duties_deputising"),
        composite_key("duties_asking", "school_id, duty_id", "duties_duty", "school_id, id"),
    ]
