"""Beds of dormitory rooms."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campus', '0002_row_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='Beds',
            fields=[
                ('unit_no', models.IntegerField(primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('beds', models.SmallIntegerField()),
                ('set_at', models.DateTimeField()),
                ('set_by_id', models.UUIDField()),
            ],
            options={
                'db_table': 'campus_beds',
                'indexes': [models.Index(fields=['school_id'], name='campus_beds_school')],
                'constraints': [models.CheckConstraint(condition=models.Q(('beds__gte', 0)), name='campus_beds_number')],
            },
        ),
    ]
