"""Which press used an invitation."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0011_recovery_security"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="used_with",
            field=models.UUIDField(null=True),
        ),
    ]
