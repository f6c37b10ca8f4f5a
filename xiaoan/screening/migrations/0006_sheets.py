"""Sheets about which something was asked, until they are answered."""

from django.db import migrations, models

import xiaoan.kernel.ids
from xiaoan.kernel.row_security import protect


class Migration(migrations.Migration):
    dependencies = [("screening", "0005_resolution_security")]
    operations = [
        migrations.CreateModel(
            name="Sheet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("day", models.DateField()),
                ("slot", models.TextField()),
                ("by_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("body", models.BinaryField()),
            ],
            options={
                "db_table": "screening_sheet",
                "indexes": [models.Index(fields=["unit_no", "day", "slot"], name="sheet_unit_day")],
            },
        ),
        protect("screening_sheet"),
    ]
