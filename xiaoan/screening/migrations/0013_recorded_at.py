"""When the record came to know of a roll-call that was brought in with others."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('screening', '0012_device_validity'),
    ]

    operations = [
        migrations.AddField(
            model_name='rollcall',
            name='recorded_at',
            field=models.DateTimeField(null=True),
        ),
    ]
