"""Who was let out lately is looked up for the list of returns, however long the history."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("keypersons", "0006_said")]

    operations = [
        migrations.AddIndex(
            "isolation", models.Index(fields=["ended_on", "unit_no"], name="isolation_ended")
        ),
    ]
