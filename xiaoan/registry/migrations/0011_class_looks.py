"""Looks at whole classes, and at pupils that a search showed; an index that looks by pupil can use."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0010_taken_once'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='look',
            name='look_page',
        ),
        migrations.RemoveIndex(
            model_name='look',
            name='look_person',
        ),
        migrations.AlterField(
            model_name='look',
            name='person_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='look',
            name='day',
            field=models.DateField(null=True),
        ),
        migrations.AddIndex(
            model_name='look',
            index=models.Index(fields=['person_id', 'at'], name='look_person'),
        ),
        migrations.AddIndex(
            model_name='look',
            index=models.Index(condition=models.Q(('person_id', None)), fields=['unit_no', 'day'], name='look_class'),
        ),
        migrations.AddConstraint(
            model_name='look',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('day', None), ('page__in', ['life', 'guardians', 'access', 'looks', 'search']), ('person_id__isnull', False)), models.Q(('day__isnull', False), ('page__in', ['class_list', 'class_sheet', 'roll_call', 'evening', 'roster']), ('person_id', None)), _connector='OR'), name='look_page'),
        ),
    ]
