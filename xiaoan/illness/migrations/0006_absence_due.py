"""Which absences fell due lately is counted for a county, closed or not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("illness", "0005_late_sheets")]

    operations = [
        migrations.AddIndex(
            "absence", models.Index(fields=["unit_no", "due_at"], name="illness_absence_due")
        ),
    ]
