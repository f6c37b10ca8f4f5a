"""Requests that a pupil go from one school to another."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0002_row_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('to_school_id', models.IntegerField()),
                ('to_unit_no', models.IntegerField()),
                ('asked_by_school', models.IntegerField()),
                ('since', models.DateField()),
                ('state', models.TextField(default='asked')),
                ('asked_at', models.DateTimeField()),
                ('asked_by_id', models.UUIDField(null=True)),
                ('lapses_on', models.DateField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by_id', models.UUIDField(null=True)),
                ('new_person_id', models.UUIDField(null=True)),
                ('name', models.TextField()),
                ('sex', models.TextField()),
                ('note', models.TextField(default='')),
                ('answer', models.TextField(default='')),
            ],
            options={
                'db_table': 'registry_transfer',
                'indexes': [models.Index(fields=['unit_no', 'state'], name='transfer_from'), models.Index(fields=['to_unit_no', 'state'], name='transfer_to')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('school_id', 'person_id'), name='transfer_asked_once'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'accepted', 'refused', 'withdrawn', 'lapsed'])), name='transfer_state'), models.CheckConstraint(condition=models.Q(models.Q(('to_school_id', models.F('school_id')), _negated=True), models.Q(('asked_by_school', models.F('school_id')), ('asked_by_school', models.F('to_school_id')), _connector='OR')), name='transfer_two_schools'), models.CheckConstraint(condition=models.Q(models.Q(('new_person_id__isnull', False), ('state', 'accepted')), ('new_person_id', None), ('state', 'withdrawn'), _connector='OR'), name='transfer_accepted')],
            },
        ),
    ]
