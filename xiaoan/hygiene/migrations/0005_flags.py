"""Flags of records; places of a day by state."""

import django.db.models.expressions
from django.db import migrations, models

import xiaoan.kernel.ids
from xiaoan.kernel.row_security import composite_key, insert_only, protect


class Migration(migrations.Migration):

    dependencies = [
        ('hygiene', '0004_rounds'),
    ]

    operations = [
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('day', models.DateField()),
                ('record_id', models.UUIDField()),
                ('what', models.TextField()),
                ('side', models.TextField()),
                ('source', models.TextField()),
                ('confidence', models.TextField()),
                ('said', models.IntegerField(null=True)),
                ('bound', models.IntegerField(null=True)),
                ('version', models.TextField()),
            ],
            options={
                'db_table': 'hygiene_flag',
            },
        ),
        migrations.RemoveConstraint(
            model_name='schoolday',
            name='hygiene_school_day_adds_up',
        ),
        migrations.AddField(
            model_name='schoolday',
            name='judged',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='schoolday',
            name='places_done',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='schoolday',
            name='places_excused',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='schoolday',
            name='used_records',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='schoolday',
            name='used_m2',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='schoolday',
            name='used_ml',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='schoolday',
            name='wanted_ml',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='schoolday',
            name='waste_ml',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name='schoolday',
            constraint=models.CheckConstraint(condition=models.Q(('done__gte', 0), ('excused__gte', 0), ('done__lte', django.db.models.expressions.CombinedExpression(models.F('dues'), '-', models.F('excused'))), ('air_done__lte', django.db.models.expressions.CombinedExpression(models.F('air_dues'), '-', models.F('air_excused'))), ('places_done__lte', django.db.models.expressions.CombinedExpression(models.F('places'), '-', models.F('places_excused')))), name='hygiene_school_day_adds_up'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(fields=['day', 'school_id'], name='hygiene_flag_day'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(fields=['school_id', 'day'], name='hygiene_flag_school'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.UniqueConstraint(fields=('record_id', 'what'), name='hygiene_flag_once'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ('under', 'over', 'product'))), name='hygiene_flag_side'),
        ),
        migrations.AddIndex(
            model_name='due',
            index=models.Index(condition=models.Q(('state', 'missed')), fields=['day', 'school_id'], name='hygiene_due_missed'),
        ),
        protect("hygiene_flag"),
        composite_key("hygiene_flag", "school_id, record_id", "hygiene_record", "school_id, id"),
        insert_only("hygiene_flag"),
    ]
