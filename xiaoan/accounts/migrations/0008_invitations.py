"""Invitations by a code on paper; what a ward is bound to on the roster."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_session_security'),
    ]

    operations = [
        migrations.AddField(
            model_name='ward',
            name='guardian_id',
            field=models.UUIDField(null=True),
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('person_id', models.UUIDField()),
                ('purpose', models.TextField()),
                ('batch_id', models.UUIDField()),
                ('digest', models.BinaryField(unique=True)),
                ('made_by_id', models.UUIDField(null=True)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('used_by_id', models.UUIDField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'accounts_invitation',
                'indexes': [models.Index(fields=['unit_no'], name='invitation_unit'), models.Index(fields=['batch_id'], name='invitation_batch')],
                'constraints': [models.CheckConstraint(condition=models.Q(('purpose__in', ['staff', 'guardian'])), name='invitation_purpose'), models.UniqueConstraint(condition=models.Q(('revoked_at', None), ('used_at', None)), fields=('school_id', 'person_id'), name='invitation_open_once')],
            },
        ),
    ]
