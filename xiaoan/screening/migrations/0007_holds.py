"""Pupils who are not simply let in."""

from django.db import migrations, models

import xiaoan.kernel.ids
from xiaoan.kernel.row_security import composite_key, protect


class Migration(migrations.Migration):
    dependencies = [("screening", "0006_sheets"), ("directory", "0010_enrolled_once")]
    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("person_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("about_id", models.UUIDField()),
                ("since", models.DateField()),
                ("placed_at", models.DateTimeField()),
                ("placed_by_id", models.UUIDField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "screening_hold",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["school_id", "about_id", "kind"],
                        condition=models.Q(lifted_at=None),
                        name="hold_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(kind__in=("isolation", "certificate")), name="hold_kind"
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["unit_no"], condition=models.Q(lifted_at=None), name="hold_unit"
                    ),
                    models.Index(fields=["school_id", "person_id"], name="hold_person"),
                ],
            },
        ),
        protect("screening_hold", people="person_id"),
        composite_key("screening_hold", "school_id, person_id", "directory_person", "school_id, id"),
    ]
