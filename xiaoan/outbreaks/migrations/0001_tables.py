"""The tables of outbreaks."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_scope")]

    operations = [
        migrations.CreateModel(
            name="SignalCase",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "school_id",
                        "signal_id",
                        "person_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("signal_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("class_no", models.IntegerField()),
                ("onset", models.DateField()),
                ("onset_known", models.BooleanField()),
                ("symptoms", models.IntegerField(default=0)),
            ],
            options={
                "db_table": "outbreaks_signal_case",
            },
        ),
        migrations.CreateModel(
            name="Signal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xiaoan.kernel.ids.uuid7,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("level", models.TextField()),
                ("rule", models.TextField()),
                ("rule_version", models.TextField()),
                ("basis", models.TextField()),
                ("rule_status", models.TextField()),
                ("syndrome", models.TextField()),
                ("day", models.DateField()),
                ("last_day", models.DateField()),
                ("window_from", models.DateField()),
                ("cases", models.SmallIntegerField()),
                ("raised_at", models.DateTimeField()),
                ("deadline_at", models.DateTimeField(null=True)),
                ("state", models.TextField(default="open")),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("acknowledged_by_id", models.UUIDField(null=True)),
                ("days_reported", models.SmallIntegerField()),
                ("days_due", models.SmallIntegerField()),
            ],
            options={
                "db_table": "outbreaks_signal",
                "indexes": [
                    models.Index(fields=["unit_no", "-raised_at"], name="signal_unit")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school_id", "id"), name="signal_school"
                    ),
                    models.UniqueConstraint(
                        fields=("school_id", "unit_no", "rule", "syndrome", "day"),
                        name="signal_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["open", "acknowledged", "closed", "withdrawn"],
                            )
                        ),
                        name="signal_state",
                    ),
                ],
            },
        ),
    ]
