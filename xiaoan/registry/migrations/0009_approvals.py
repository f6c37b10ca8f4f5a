"""Large rosters wait for a second person's approval."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0008_look_security'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rosterexport',
            name='roster_export_state',
        ),
        migrations.AddField(
            model_name='rosterexport',
            name='answer',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.AddField(
            model_name='rosterexport',
            name='decided_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='rosterexport',
            name='decided_by_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='rosterexport',
            name='large',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name='rosterexport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'approved', 'refused', 'asked', 'making', 'ready', 'failed', 'gone'])), name='roster_export_state'),
        ),
        migrations.AddConstraint(
            model_name='rosterexport',
            constraint=models.CheckConstraint(condition=models.Q(('large', False), ('state__in', ['waiting', 'gone']), ('decided_by_id__isnull', False), _connector='OR'), name='roster_export_decided'),
        ),
        migrations.AddConstraint(
            model_name='rosterexport',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by_id', None), models.Q(('decided_by_id', models.F('by_id')), _negated=True), _connector='OR'), name='roster_export_by_another'),
        ),
    ]
