"""Uploaded ledgers, sealed until they are confirmed; and confirming one is an act."""

from django.db import migrations, models

from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.row_security import protect

_ACTS = ("assign", "change", "swap", "limit", "list", "unlist", "many", "import")


class Migration(migrations.Migration):
    dependencies = [("careteams", "0002_row_security")]
    operations = [
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("suffix", models.TextField()),
                ("body_hash", models.BinaryField()),
                ("file_cipher", models.BinaryField(null=True)),
                ("at", models.DateTimeField()),
                ("by_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "careteams_sheet",
                "indexes": [
                    models.Index(
                        condition=models.Q(("file_cipher__isnull", False)), fields=["at"],
                        name="care_sheet_kept",
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="act", name="care_act_what"),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(("what__in", _ACTS)), name="care_act_what"
            ),
        ),
        protect("careteams_sheet"),
    ]  # fmt: skip
