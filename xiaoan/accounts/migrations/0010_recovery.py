"""Lost accounts: requests to be let back in; notices about them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_invitation_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='Recovery',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('state', models.TextField(default='asked')),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('decided_by_id', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(default='')),
                ('digest', models.BinaryField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'accounts_recovery',
            },
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_kind',
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['appointed', 'deputises', 'deputised', 'ended', 'gave', 'took', 'recovered', 'lost'])), name='notice_kind'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recoveries', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='recovery',
            index=models.Index(fields=['unit_no', 'asked_at'], name='recovery_unit'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'expired', 'withdrawn']), models.Q(('decided_by_id__isnull', False), ('state__in', ['approved', 'refused', 'used'])), _connector='OR'), name='recovery_state'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by_id', models.F('user')), _negated=True), name='recovery_by_another'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'approved'), ('digest', None), _connector='XOR'), name='recovery_code_kept'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'approved'])), fields=('user',), name='recovery_open_once'),
        ),
    ]
