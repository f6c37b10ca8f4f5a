"""What another report stands for does not keep one of the same day from being owed again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("statutory", "0002_row_security")]

    operations = [
        migrations.RemoveConstraint("report", "report_once"),
        migrations.AddConstraint(
            "report",
            models.UniqueConstraint(
                fields=["school_id", "event_id", "recipient", "kind", "day"],
                condition=~models.Q(state="replaced"),
                nulls_distinct=False,
                name="report_once",
            ),
        ),
    ]
