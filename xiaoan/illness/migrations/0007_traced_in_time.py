"""How many were traced in time is counted over a week, however long the history."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("illness", "0006_absence_due")]

    operations = [
        migrations.AddIndex(
            model_name="illness",
            index=models.Index(fields=["unit_no", "trace_due_at"], name="illness_unit_traced"),
        )
    ]
