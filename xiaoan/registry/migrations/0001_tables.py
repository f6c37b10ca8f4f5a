"""The tables of the registry."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_scope")]

    operations = [
        migrations.CreateModel(
            name="DoubtfulPair",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("roster_import_id", models.UUIDField()),
                ("row_no", models.IntegerField()),
                ("row_cipher", models.BinaryField()),
                ("row_index", models.BinaryField()),
                ("other_id", models.UUIDField()),
                ("other_school_id", models.IntegerField()),
                ("reasons", models.JSONField(default=list)),
                ("state", models.TextField(default="open")),
                ("decided_by_id", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "registry_doubtful_pair",
                "indexes": [models.Index(fields=["unit_no", "state"], name="doubtful_pair_unit")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school_id", "row_index", "other_id"), name="doubtful_pair_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedSchool",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("roster_import_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("counts", models.JSONField()),
            ],
            options={
                "db_table": "registry_imported_school",
                "indexes": [
                    models.Index(fields=["roster_import_id"], name="imported_school_import")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school_id", "roster_import_id"), name="imported_school_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RosterImport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("by_id", models.UUIDField(null=True)),
                ("received_at", models.DateTimeField()),
                ("file_name", models.TextField()),
                ("file_hash", models.TextField()),
                ("file_key", models.TextField()),
                ("state", models.TextField(default="received")),
                ("mode", models.TextField(default="good")),
                ("complete", models.BooleanField(default=False)),
                ("since", models.DateField()),
                ("rows_total", models.IntegerField(default=0)),
                ("rows_done", models.IntegerField(default=0)),
                ("schools_total", models.IntegerField(default=0)),
                ("schools_done", models.IntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("fault", models.JSONField(default=dict)),
                ("stop_requested", models.BooleanField(default=False)),
                ("checked_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("files_until", models.DateTimeField()),
            ],
            options={
                "db_table": "registry_roster_import",
                "indexes": [
                    models.Index(fields=["unit_no", "received_at"], name="roster_import_unit")
                ],
            },
        ),
    ]
