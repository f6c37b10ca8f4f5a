"""Places follow the tree, plans are never two at once, acts are known again; a line is found by its place."""

from django.db import migrations, models

import xiaoan.kernel.ids
from xiaoan.kernel.row_security import insert_only, protect

# Ranges compare by GiST without an extension: a range of one number stands for the school.
_ONE_PLAN = """
alter table hygiene_plan add constraint hygiene_plan_one_at_a_time exclude using gist (
  int4range(unit_no, unit_no, '[]') with =, daterange(since, until) with &&) where (since is not null)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('hygiene', '0002_row_security'),
    ]

    operations = [
        migrations.CreateModel(
            name="Owing",
            fields=[
                ("unit_no", models.IntegerField(primary_key=True, serialize=False)),
                ("school_id", models.IntegerField()),
                ("about_id", models.UUIDField()),
                ("since", models.DateField()),
            ],
            options={
                "db_table": "hygiene_owing",
            },
        ),
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('what', models.TextField()),
                ('body_hash', models.BinaryField()),
                ('outcome', models.JSONField(default=dict)),
                ('note', models.TextField(default='')),
                ('place_ids', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'hygiene_act',
            },
        ),
        migrations.AddField(
            model_name='line',
            name='apart',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='line',
            name='left_out',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='place',
            name='follows',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='place',
            name='often',
            field=models.TextField(default=''),
        ),
        migrations.AddField(
            model_name='place',
            name='who_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='plan',
            name='edit',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='plan',
            name='own',
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(fields=['school_id', 'walk'], name='hygiene_place_walk'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('excused', ''), ('excused_until__isnull', False), _connector='XOR'), name='hygiene_place_excused'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('in_force', 'replaced')), ('since', None), _connector='XOR'), name='hygiene_plan_since'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='hygiene_plan_dates'),
        ),
        migrations.AddIndex(
            model_name='act',
            index=models.Index(fields=['unit_no', '-at'], name='hygiene_act_unit'),
        ),
        protect("hygiene_act"),
        protect("hygiene_owing"),
        insert_only("hygiene_act"),
        migrations.RunSQL(
            _ONE_PLAN, "alter table hygiene_plan drop constraint hygiene_plan_one_at_a_time"
        ),
    ]
