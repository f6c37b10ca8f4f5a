"""Tables of clearances."""

import django.contrib.postgres.fields
from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Ground',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('code', models.TextField()),
                ('about_id', models.UUIDField()),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('paper', models.BooleanField()),
                ('handed', models.BooleanField(default=False)),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'clearances_ground',
                'indexes': [models.Index(fields=['unit_no', 'person_id'], name='clearances_ground_unit'), models.Index(fields=['school_id', 'person_id'], name='clearances_ground_person')],
                'constraints': [models.UniqueConstraint(fields=('code', 'about_id'), name='clearances_ground_once'), models.CheckConstraint(condition=models.Q(('code__in', ('ill', 'isolated', 'followed', 'contact', 'symptoms'))), name='clearances_code')],
            },
        ),
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('reason_cipher', models.BinaryField()),
                ('asked_at', models.DateTimeField()),
                ('asked_by_id', models.UUIDField()),
                ('state', models.TextField(default='asked')),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by_id', models.UUIDField(null=True)),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'clearances_override',
                'indexes': [models.Index(fields=['school_id', 'person_id'], name='clearances_over_person'), models.Index(fields=['unit_no', 'state'], name='clearances_over_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by_id', None), ('state', 'asked')), models.Q(('decided_at__isnull', False), ('decided_by_id__isnull', False), ('state__in', ['granted', 'refused']), models.Q(('decided_by_id', models.F('asked_by_id')), _negated=True)), _connector='OR'), name='clearances_second_person'), models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='clearances_days'), models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('person_id',), name='clearances_asked_once')],
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('code', models.TextField()),
                ('about_id', models.UUIDField()),
                ('kind', models.TextField()),
                ('words_cipher', models.BinaryField()),
                ('onset', models.DateField(null=True)),
                ('diagnosed_on', models.DateField(null=True)),
                ('isolated_from', models.DateField(null=True)),
                ('isolated_to', models.DateField(null=True)),
                ('issued_on', models.DateField()),
                ('back_on', models.DateField()),
                ('photo_id', models.UUIDField(null=True)),
                ('accepted', models.BooleanField()),
                ('faults', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'clearances_paper',
                'indexes': [models.Index(fields=['school_id', 'person_id'], name='clearances_paper_person'), models.Index(fields=['code', 'about_id'], name='clearances_paper_about')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('return', 'observation', 'statement', 'other'))), name='clearances_paper_kind')],
            },
        ),
    ]
