"""Lists that were taken away, sheets that came in."""

import django.db.models.expressions
from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0002_row_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('round_id', models.UUIDField()),
                ('mode', models.TextField()),
                ('rows', models.IntegerField()),
                ('taken', models.IntegerField()),
                ('refused', models.IntegerField()),
                ('errors_cipher', models.BinaryField(null=True)),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'surveys_import',
                'indexes': [models.Index(fields=['unit_no', 'at'], name='survey_import_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('mode__in', ('good', 'all'))), name='survey_import_mode'), models.CheckConstraint(condition=models.Q(('rows__gte', django.db.models.expressions.CombinedExpression(models.F('taken'), '+', models.F('refused')))), name='survey_import_rows')],
            },
        ),
        migrations.CreateModel(
            name='Taken',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('round_id', models.UUIDField()),
                ('what', models.TextField()),
                ('rows', models.IntegerField()),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'surveys_taken',
                'indexes': [models.Index(fields=['unit_no', 'at'], name='survey_taken_unit')],
            },
        ),
    ]
