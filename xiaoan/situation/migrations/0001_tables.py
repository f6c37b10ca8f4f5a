"""The tiles of a person's board; versions of the county's map."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Map',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('version', models.IntegerField()),
                ('system', models.TextField()),
                ('source', models.TextField()),
                ('approval', models.TextField()),
                ('shapes', models.JSONField()),
                ('unmatched', models.JSONField()),
                ('digest', models.TextField()),
                ('body_hash', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'situation_map',
                'constraints': [models.UniqueConstraint(fields=('unit_no', 'version'), name='situation_map_version')],
            },
        ),
        migrations.CreateModel(
            name='View',
            fields=[
                ('user_id', models.UUIDField(primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('tiles', models.JSONField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'situation_view',
            },
        ),
    ]
