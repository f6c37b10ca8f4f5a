"""What is not settled about people, a second code of a person, and rounds of which only counts are left."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0005_found_by_person'),
    ]

    operations = [
        migrations.CreateModel(
            name='Unsettled',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('round_id', models.UUIDField()),
                ('person_id', models.UUIDField()),
                ('what', models.TextField()),
                ('state', models.TextField(default='open')),
                ('turn', models.SmallIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by_id', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'surveys_unsettled',
            },
        ),
        migrations.RemoveConstraint(
            model_name='code',
            name='survey_code_once',
        ),
        migrations.AddField(
            model_name='code',
            name='number',
            field=models.SmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='code',
            name='replaced_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='code',
            name='wrong',
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='round',
            name='cleared_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name='code',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_at', None)), fields=('school_id', 'round_id', 'person_id'), name='survey_code_once'),
        ),
        migrations.AddConstraint(
            model_name='code',
            constraint=models.UniqueConstraint(fields=('school_id', 'round_id', 'person_id', 'number'), name='survey_code_number'),
        ),
        migrations.AddIndex(
            model_name='unsettled',
            index=models.Index(fields=['person_id', 'school_id'], name='unsettled_person'),
        ),
        migrations.AddIndex(
            model_name='unsettled',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['round_id'], name='unsettled_round'),
        ),
        migrations.AddConstraint(
            model_name='unsettled',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('school_id', 'round_id', 'person_id'), name='unsettled_once'),
        ),
        migrations.AddConstraint(
            model_name='unsettled',
            constraint=models.CheckConstraint(condition=models.Q(('what__in', ('settle', 'again'))), name='unsettled_what'),
        ),
        migrations.AddConstraint(
            model_name='unsettled',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'open')), models.Q(('ended_at__isnull', False), ('state__in', ('done', 'over', 'moved'))), _connector='OR'), name='unsettled_state'),
        ),
    ]
