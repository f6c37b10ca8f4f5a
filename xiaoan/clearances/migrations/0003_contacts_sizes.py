"""Contacts with who is kept; sizes of schools; papers kept beside (双证明)."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    dependencies = [
        ('clearances', '0002_row_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('day', models.DateField()),
                ('outcome', models.TextField()),
                ('online', models.BooleanField(null=True)),
                ('words_cipher', models.BinaryField(null=True)),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField()),
                ('said', models.BinaryField()),
            ],
            options={
                'db_table': 'clearances_contact',
            },
        ),
        migrations.CreateModel(
            name='Size',
            fields=[
                ('school_id', models.IntegerField(primary_key=True, serialize=False)),
                ('unit_no', models.IntegerField()),
                ('on_roll', models.IntegerField()),
                ('counted_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'clearances_size',
            },
        ),
        migrations.RemoveConstraint(
            model_name='paper',
            name='clearances_paper_kind',
        ),
        migrations.AddField(
            model_name='ground',
            name='lacks_diagnosis',
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('return', 'observation', 'statement', 'other', 'diagnosis'))), name='clearances_paper_kind'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['school_id', 'person_id'], name='clearances_contact_person'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['unit_no', 'day'], name='clearances_contact_unit'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ('well', 'ill', 'care', 'unreached'))), name='clearances_contact_outcome'),
        ),
        migrations.AddIndex(
            model_name='size',
            index=models.Index(fields=['unit_no'], name='clearances_size_unit'),
        ),
    ]
