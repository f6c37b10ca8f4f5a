"""Sheets that were overtaken, kept until a person has looked at both."""

from django.db import migrations, models

import xiaoan.kernel.ids
from xiaoan.kernel.row_security import composite_key, protect


class Migration(migrations.Migration):

    dependencies = [
        ('illness', '0004_absence_security'),
        ('directory', '0010_enrolled_once'),
    ]

    operations = [
        migrations.CreateModel(
            name='Late',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('illness_id', models.UUIDField()),
                ('person_id', models.UUIDField()),
                ('kind', models.TextField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
                ('facts', models.JSONField(default=dict)),
                ('words', models.BinaryField(null=True)),
                ('steps', models.SmallIntegerField()),
                ('state', models.TextField(default='waiting')),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by_id', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'illness_late',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['unit_no'], name='illness_late_open'), models.Index(fields=['school_id', 'person_id'], name='illness_late_person'), models.Index(fields=['illness_id'], name='illness_late_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'waiting')), models.Q(('decided_at__isnull', False), ('state__in', ('kept', 'dropped'))), _connector='OR'), name='illness_late_state')],
            },
        ),
        protect("illness_late"),
        composite_key("illness_late", "school_id, illness_id", "illness_illness", "school_id, id"),
        composite_key("illness_late", "school_id, person_id", "directory_person", "school_id, id"),
    ]
