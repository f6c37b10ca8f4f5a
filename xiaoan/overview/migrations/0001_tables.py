"""The tables of overview."""

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_scope")]

    operations = [
        migrations.CreateModel(
            name="SchoolDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "school_id",
                        "day",
                        "slot",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("day", models.DateField()),
                ("slot", models.TextField()),
                ("classes_due", models.IntegerField(default=0)),
                ("classes_reported", models.IntegerField(default=0)),
                ("classes_late", models.IntegerField(default=0)),
                ("zero_reports", models.IntegerField(default=0)),
                ("corrections", models.IntegerField(default=0)),
                ("enrolled_due", models.IntegerField(default=0)),
                ("enrolled_reported", models.IntegerField(default=0)),
                ("expected", models.IntegerField(default=0)),
                ("present", models.IntegerField(default=0)),
                ("absent_sick", models.IntegerField(default=0)),
                ("absent_personal", models.IntegerField(default=0)),
                ("absent_unknown", models.IntegerField(default=0)),
                ("absent_isolation", models.IntegerField(default=0)),
                ("late_arrivals", models.IntegerField(default=0)),
                ("sent_home", models.IntegerField(default=0)),
                ("fever", models.IntegerField(default=0)),
                ("symptomatic", models.IntegerField(default=0)),
                ("resp", models.IntegerField(default=0)),
                ("gi", models.IntegerField(default=0)),
                ("rash", models.IntegerField(default=0)),
            ],
            options={
                "db_table": "overview_school_day",
                "indexes": [models.Index(fields=["day", "slot", "unit_no"], name="school_day_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "enrolled_reported",
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
                        name="school_day_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("classes_reported__lte", models.F("classes_due")),
                            ("enrolled_reported__lte", models.F("enrolled_due")),
                        ),
                        name="school_day_bounds",
                    ),
                ],
            },
        ),
    ]
