"""Tables of campus."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Seating',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('sitting_id', models.UUIDField()),
                ('first_table', models.SmallIntegerField()),
                ('tables', models.JSONField()),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('by_id', models.UUIDField()),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'campus_seating',
                'indexes': [models.Index(fields=['sitting_id'], name='campus_seating_sitting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('unit_no',), name='campus_seated_once')],
            },
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('canteen_no', models.IntegerField()),
                ('name', models.TextField()),
                ('begins', models.TimeField()),
                ('ends', models.TimeField()),
                ('tables', models.SmallIntegerField()),
                ('seats', models.SmallIntegerField()),
                ('made_at', models.DateTimeField()),
                ('made_by_id', models.UUIDField()),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'campus_sitting',
                'indexes': [models.Index(fields=['unit_no'], name='campus_sitting_unit')],
                'constraints': [models.UniqueConstraint(fields=('canteen_no', 'name'), name='campus_sitting_name'), models.UniqueConstraint(fields=('school_id', 'id'), name='campus_sitting_school'), models.CheckConstraint(condition=models.Q(('ends__gt', models.F('begins'))), name='campus_sitting_time')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('words_cipher', models.BinaryField()),
                ('celsius', models.DecimalField(decimal_places=1, max_digits=3, null=True)),
                ('refused', models.BooleanField(default=False)),
                ('came_at', models.DateTimeField()),
                ('noted_at', models.DateTimeField()),
                ('noted_by_id', models.UUIDField()),
                ('left_at', models.DateTimeField(null=True)),
                ('left_by_id', models.UUIDField(null=True)),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'campus_visit',
                'indexes': [models.Index(fields=['unit_no', '-came_at'], name='campus_visit_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('left_at', None), models.Q(('left_at__gte', models.F('came_at')), ('refused', False)), _connector='OR'), name='campus_visit_left')],
            },
        ),
    ]
