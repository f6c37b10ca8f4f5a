"""Lives at school: guardians and places with days, why an enrolment began and ended, areas."""

import django.db.models.expressions
from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0003_post'),
    ]

    operations = [
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('kind', models.TextField()),
                ('place_no', models.IntegerField()),
                ('label', models.TextField(default='')),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
            ],
            options={
                'db_table': 'directory_placement',
            },
        ),
        migrations.AddField(
            model_name='enrolment',
            name='begun_by',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='ended_by',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='note',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.AddField(
            model_name='guardian',
            name='is_legal',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name='guardian',
            name='may_be_called',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name='guardian',
            name='may_see',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name='guardian',
            name='past_rank',
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='guardian',
            name='since',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='guardian',
            name='until',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='unit',
            name='area_m2',
            field=models.IntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='guardian',
            name='rank',
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name='guardian',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rank__isnull', False), ('until', None)), models.Q(('past_rank__isnull', False), ('rank', None), ('until__isnull', False)), _connector='OR'), name='guardian_rank_while_held'),
        ),
        migrations.AddConstraint(
            model_name='guardian',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('since', None), ('until__gt', models.F('since')), _connector='OR'), name='guardian_dates'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('area_m2', None), ('area_m2__gt', 0), _connector='OR'), name='unit_area'),
        ),
        migrations.AddIndex(
            model_name='placement',
            index=models.Index(fields=['unit_no'], name='placement_unit'),
        ),
        migrations.AddIndex(
            model_name='placement',
            index=models.Index(fields=['place_no'], name='placement_place'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('school_id', 'person_id', 'kind'), name='placement_open_once'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['bus', 'canteen'])), name='placement_kind'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('since')), _connector='OR'), name='placement_dates'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(('place_no__gt', models.F('school_id')), ('place_no__lt', django.db.models.expressions.CombinedExpression(models.F('school_id'), '+', models.Value(256)))), name='placement_inside'),
        ),
    ]
