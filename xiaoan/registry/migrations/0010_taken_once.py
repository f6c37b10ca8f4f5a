"""A roster is fetched once, in the session that asked for it; an approval falls with the approver's position."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0009_approvals'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rosterexport',
            name='roster_export_state',
        ),
        migrations.AddField(
            model_name='rosterexport',
            name='taken_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='rosterexport',
            name='session_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddConstraint(
            model_name='rosterexport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'approved', 'refused', 'annulled', 'asked', 'making', 'ready', 'failed', 'gone'])), name='roster_export_state'),
        ),
    ]
