"""The tables of duties."""

import django.contrib.postgres.fields
from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_scope")]

    operations = [
        migrations.CreateModel(
            name="Duty",
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
                ("kind", models.TextField()),
                ("day", models.DateField()),
                ("slot", models.TextField(default="")),
                ("people", models.SmallIntegerField(default=0)),
                ("assignee_id", models.UUIDField(null=True)),
                ("deputy_id", models.UUIDField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("state", models.TextField(default="open")),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by_id", models.UUIDField(null=True)),
                ("on_behalf", models.BooleanField(default=False)),
                ("late", models.BooleanField(default=False)),
                ("level", models.SmallIntegerField(default=0)),
                ("next_step_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "duties_duty",
                "indexes": [
                    models.Index(fields=["day", "unit_no"], name="duty_day_unit"),
                    models.Index(
                        condition=models.Q(("next_step_at__isnull", False), ("state", "open")),
                        fields=["next_step_at"],
                        name="duty_next_step",
                    ),
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["unit_no", "due_at"],
                        name="duty_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school_id", "unit_no", "day", "slot", "kind"),
                        name="duty_once",
                    ),
                    models.UniqueConstraint(fields=("school_id", "id"), name="duty_school"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "done", "excused"])),
                        name="duty_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "done"), ("done_at", None), _connector="XOR"),
                        name="duty_done_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EscalationRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("unit_no", models.IntegerField()),
                ("level", models.SmallIntegerField()),
                ("role", models.TextField()),
                ("minutes", models.SmallIntegerField()),
            ],
            options={
                "db_table": "duties_escalation_rule",
                "constraints": [
                    models.UniqueConstraint(fields=("unit_no", "level"), name="escalation_level"),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 0), ("minutes__lte", 1440)),
                        name="escalation_minutes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
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
                ("duty_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("level", models.SmallIntegerField(default=0)),
                ("role", models.TextField(default="")),
                ("at", models.DateTimeField()),
                ("by_id", models.UUIDField(null=True)),
                (
                    "recipient_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None
                    ),
                ),
            ],
            options={
                "db_table": "duties_step",
                "indexes": [
                    models.Index(fields=["duty_id"], name="step_duty"),
                    models.Index(fields=["unit_no", "at"], name="step_unit_at"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "escalate")),
                        fields=("school_id", "duty_id", "level"),
                        name="step_level_once",
                    )
                ],
            },
        ),
    ]
