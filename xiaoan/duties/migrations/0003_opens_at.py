"""From when a duty can be done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0002_row_security")]
    operations = [
        migrations.AddField("duty", "opens_at", models.DateTimeField(null=True)),
    ]
