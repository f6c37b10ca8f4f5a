"""The tables of screening."""

import django.db.models.expressions
from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_scope")]

    operations = [
        migrations.CreateModel(
            name="Excuse",
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
                ("day", models.DateField()),
                ("slot", models.TextField(default="")),
                ("reason", models.TextField()),
                ("note", models.TextField(default="")),
                ("by_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "screening_excuse",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school_id", "unit_no", "day", "slot"),
                        name="excuse_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Mark",
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
                ("roll_call_id", models.UUIDField()),
                ("enrolment_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("day", models.DateField()),
                ("slot", models.TextField()),
                ("current", models.BooleanField(default=True)),
                ("dormitory_no", models.IntegerField(null=True)),
                ("kind", models.TextField()),
                ("symptoms", models.IntegerField(default=0)),
                ("onset", models.DateField(null=True)),
                (
                    "temperature",
                    models.DecimalField(decimal_places=1, max_digits=3, null=True),
                ),
                ("method", models.TextField(default="")),
                (
                    "retest",
                    models.DecimalField(decimal_places=1, max_digits=3, null=True),
                ),
                ("retest_method", models.TextField(default="")),
                ("fever", models.BooleanField(default=False)),
                ("note", models.TextField(default="")),
            ],
            options={
                "db_table": "screening_mark",
                "indexes": [
                    models.Index(fields=["day", "unit_no"], name="mark_day_unit"),
                    models.Index(fields=["person_id", "day"], name="mark_person"),
                    models.Index(
                        condition=models.Q(("dormitory_no__isnull", False)),
                        fields=["dormitory_no", "day"],
                        name="mark_dormitory",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school_id", "roll_call_id", "person_id"),
                        name="mark_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RollCall",
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
                ("day", models.DateField()),
                ("slot", models.TextField()),
                ("version", models.SmallIntegerField()),
                ("base", models.SmallIntegerField()),
                ("state", models.TextField()),
                ("enrolled", models.SmallIntegerField()),
                ("expected", models.SmallIntegerField()),
                ("present", models.SmallIntegerField()),
                ("absent_sick", models.SmallIntegerField(default=0)),
                ("absent_personal", models.SmallIntegerField(default=0)),
                ("absent_unknown", models.SmallIntegerField(default=0)),
                ("absent_isolation", models.SmallIntegerField(default=0)),
                ("late_arrivals", models.SmallIntegerField(default=0)),
                ("sent_home", models.SmallIntegerField(default=0)),
                ("submitted_at", models.DateTimeField()),
                ("submitted_by_id", models.UUIDField(null=True)),
                ("entry", models.TextField(default="self")),
                ("late", models.BooleanField(default=False)),
                ("reason", models.TextField(default="")),
                ("body_hash", models.BinaryField()),
            ],
            options={
                "db_table": "screening_roll_call",
                "indexes": [models.Index(fields=["day", "unit_no"], name="roll_call_day_unit")],
                "constraints": [
                    models.UniqueConstraint(fields=("school_id", "id"), name="roll_call_school"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "current")),
                        fields=("school_id", "unit_no", "day", "slot"),
                        name="roll_call_current",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["current", "superseded", "conflict", "discarded"],
                            )
                        ),
                        name="roll_call_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "enrolled",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("present"),
                                                "+",
                                                models.F("absent_sick"),
                                            ),
                                            "+",
                                            models.F("absent_personal"),
                                        ),
                                        "+",
                                        models.F("absent_unknown"),
                                    ),
                                    "+",
                                    models.F("absent_isolation"),
                                ),
                            )
                        ),
                        name="roll_call_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "expected",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("enrolled"),
                                    "-",
                                    models.F("absent_isolation"),
                                ),
                            )
                        ),
                        name="roll_call_expected",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("present__gte", models.F("late_arrivals")),
                            ("enrolled__gte", 0),
                            ("present__gte", 0),
                        ),
                        name="roll_call_bounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SlotRule",
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
                ("stage", models.TextField()),
                ("slot", models.TextField()),
                ("opens", models.TimeField()),
                ("deadline", models.TimeField()),
                ("boarders_only", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "screening_slot_rule",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit_no", "stage", "slot"), name="slot_rule_once"
                    )
                ],
            },
        ),
    ]
