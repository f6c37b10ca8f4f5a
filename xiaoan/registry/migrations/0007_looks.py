"""Who looked at which pupil."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0006_export_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('user_id', models.UUIDField()),
                ('role', models.TextField()),
                ('held_at', models.IntegerField()),
                ('page', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'registry_look',
                'indexes': [models.Index(fields=['school_id', 'person_id', 'at'], name='look_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('page__in', ['life', 'guardians', 'access', 'looks'])), name='look_page')],
            },
        ),
    ]
