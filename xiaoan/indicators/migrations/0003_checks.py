"""Recounts of a day and what they found otherwise."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0002_row_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('day', models.DateField()),
                ('figures', models.IntegerField()),
                ('differing', models.IntegerField()),
                ('moved', models.IntegerField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'indicators_check',
                'indexes': [models.Index(fields=['-at'], name='indicators_check_at')],
            },
        ),
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('check_id', models.UUIDField(db_index=True)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('source', models.TextField()),
                ('key', models.TextField()),
                ('field', models.TextField()),
                ('was', models.IntegerField(null=True)),
                ('should', models.IntegerField(null=True)),
            ],
            options={
                'db_table': 'indicators_difference',
                'constraints': [models.CheckConstraint(condition=models.Q(('source__in', ('journal', 'sheets', 'duties', 'parts', 'anew', 'sums'))), name='indicators_source')],
            },
        ),
    ]
