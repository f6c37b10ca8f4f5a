"""Checks follow a record through its versions, and what is said to them; products as labels say; figures."""

from django.db import migrations, models

import xiaoan.kernel.ids
from xiaoan.kernel.row_security import composite_key, insert_only, protect

_OF_ALL = """
select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true);
alter table hygiene_record drop constraint hygiene_record_school_id_product_id_fk;
alter table hygiene_record add constraint hygiene_record_product foreign key (product_id)
  references hygiene_product (id);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('hygiene', '0005_flags'),
    ]

    operations = [
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('check_id', models.UUIDField()),
                ('body_hash', models.BinaryField()),
                ('words', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'hygiene_statement',
            },
        ),
        migrations.RemoveConstraint(
            model_name='check',
            name='hygiene_check_result',
        ),
        migrations.RemoveConstraint(
            model_name='product',
            name='hygiene_product_agent',
        ),
        migrations.RemoveIndex(
            model_name='check',
            name='hygiene_check_record',
        ),
        migrations.AddField(
            model_name='check',
            name='measured',
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name='check',
            name='root_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='product',
            name='body_hash',
            field=models.BinaryField(default=b''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='product',
            name='closed_by_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='product',
            name='closed_why',
            field=models.TextField(default=''),
        ),
        migrations.AddField(
            model_name='product',
            name='strength_most',
            field=models.IntegerField(default=1000000),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='schoolday',
            name='checked',
            field=models.IntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='schoolday',
            name='drawn',
            field=models.IntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='schoolday',
            name='untrue',
            field=models.IntegerField(db_default=0),
        ),
        migrations.AddIndex(
            model_name='check',
            index=models.Index(fields=['root_id', '-at'], name='hygiene_check_of'),
        ),
        migrations.AddIndex(
            model_name='check',
            index=models.Index(fields=['place_id', '-at'], name='hygiene_check_place'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.UniqueConstraint(fields=('school_id', 'id'), name='hygiene_check_school'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.CheckConstraint(condition=models.Q(('result__in', ('true', 'untrue', 'unclear')), ('how__in', ('site', 'strip', 'asked', 'photos'))), name='hygiene_check_result'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('record_id', None), ('root_id', None)), models.Q(('record_id__isnull', False), ('root_id__isnull', False)), _connector='OR'), name='hygiene_check_root'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('agent__in', ('chlorine', 'alcohol', 'quat', 'peroxide', 'heat', 'uv', 'none')), ('strength__gt', 0), ('strength_most__gte', models.F('strength'))), name='hygiene_product_agent'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(fields=('check_id',), name='hygiene_statement_once'),
        ),
        migrations.AddIndex(
            model_name="doubt",
            index=models.Index(fields=["day", "unit_no"], name="hygiene_doubt_unit"),
        ),
        protect("hygiene_statement"),
        composite_key("hygiene_statement", "school_id, check_id", "hygiene_check", "school_id, id"),
        insert_only("hygiene_statement"),
        # A product of the county is used at every school.
        migrations.RunSQL(_OF_ALL, migrations.RunSQL.noop),
    ]
