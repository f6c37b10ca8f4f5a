"""What is open about rows of other apps, for the list of a unit's blind spots."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0007_handing")]
    operations = [
        migrations.AddIndex(
            "duty",
            models.Index(
                fields=["kind", "unit_no"],
                condition=models.Q(state="open", about_id__isnull=False),
                name="duty_open_about",
            ),
        ),
    ]
