"""Who answers for a kind of duty, as a unit has set it."""

import django.contrib.postgres.fields
from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    dependencies = [
        ('duties', '0009_naming'),
    ]

    operations = [
        migrations.CreateModel(
            name='Answering',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('unit_no', models.IntegerField()),
                ('kind', models.TextField()),
                ('level', models.TextField()),
                ('answers', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('deputies', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('chain', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('evidence', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('values', models.JSONField(default=dict)),
                ('takes', models.BooleanField()),
                ('since', models.DateField()),
                ('reason', models.TextField()),
                ('said', models.BinaryField()),
                ('state', models.TextField(default='asked')),
                ('asked_by_id', models.UUIDField()),
                ('asked_at', models.DateTimeField()),
                ('decided_by_id', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('effective_at', models.DateTimeField(null=True)),
                ('applied_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'duties_answering',
                'constraints': [models.CheckConstraint(condition=models.Q(('level__in', ('normal', 'IV', 'III', 'II', 'I'))), name='answering_level'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'set', 'refused', 'lapsed'])), name='answering_state'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='answering_decided'), models.CheckConstraint(condition=models.Q(('state', 'set'), ('effective_at', None), _connector='XOR'), name='answering_effective'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'set'), ('takes', True), _negated=True), models.Q(('decided_by_id__isnull', False), models.Q(('decided_by_id', models.F('asked_by_id')), _negated=True)), _connector='OR'), name='answering_two_people'), models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('unit_no', 'kind', 'level'), name='answering_asked_once')],
            },
        ),
    ]
