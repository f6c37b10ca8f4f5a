"""Former names of units, and acts on units that are done once."""

from django.db import migrations, models

import xiaoan.kernel.ids
from xiaoan.kernel.row_security import protect


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_bells")]

    operations = [
        migrations.CreateModel(
            name="FormerName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_no", models.IntegerField()),
                ("name", models.TextField()),
                ("until", models.DateField()),
            ],
            options={
                "db_table": "directory_former_name",
                "indexes": [models.Index(fields=["unit_no", "until"], name="former_name_unit")],
            },
        ),
        migrations.CreateModel(
            name="UnitAct",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("what", models.TextField()),
                ("body_hash", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("by_id", models.UUIDField(null=True)),
                ("reason", models.TextField(default="")),
                ("outcome", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "directory_unit_act",
                "indexes": [models.Index(fields=["unit_no", "at"], name="unit_act_unit")],
            },
        ),
        protect("directory_unit_act"),
    ]
