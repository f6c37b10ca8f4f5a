"""Official forms that were taken away as sheets, and what for."""

from django.db import migrations, models

import xiaoan.kernel.ids
from xiaoan.kernel.row_security import protect


class Migration(migrations.Migration):
    dependencies = [("illness", "0008_said")]

    operations = [
        migrations.CreateModel(
            name="Taken",
            fields=[
                ("id", models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("form", models.TextField()),
                ("day", models.DateField()),
                ("rows", models.IntegerField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                ("by_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "illness_taken",
                "indexes": [models.Index(fields=["unit_no", "at"], name="illness_taken_unit")],
            },
        ),
        protect("illness_taken"),
    ]
