"""The tables of directory."""

from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_scope")]

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
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
                ("day", models.DateField()),
                ("is_school_day", models.BooleanField()),
                ("note", models.TextField()),
                ("source", models.TextField(default="")),
            ],
            options={
                "db_table": "directory_calendar_day",
                "constraints": [
                    models.UniqueConstraint(fields=("unit_no", "day"), name="calendar_day_unit")
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
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
                ("person_id", models.UUIDField()),
                ("seat", models.SmallIntegerField()),
                ("name", models.TextField()),
                ("sex", models.TextField()),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("boarder", models.BooleanField(default=False)),
                ("dormitory_no", models.IntegerField(null=True)),
            ],
            options={
                "db_table": "directory_enrolment",
                "indexes": [models.Index(fields=["unit_no", "seat"], name="enrolment_unit")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school_id", "unit_no", "id", "person_id"),
                        name="enrolment_place",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("school_id", "person_id"),
                        name="enrolment_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None),
                            ("until__gt", models.F("since")),
                            _connector="OR",
                        ),
                        name="enrolment_dates",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Guardian",
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
                ("person_id", models.UUIDField()),
                ("name", models.TextField()),
                ("relation", models.TextField()),
                ("rank", models.SmallIntegerField()),
                ("phone_cipher", models.BinaryField()),
                ("phone_index", models.BinaryField()),
            ],
            options={
                "db_table": "directory_guardian",
                "indexes": [models.Index(fields=["unit_no"], name="guardian_unit")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school_id", "person_id", "rank"), name="guardian_rank"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xiaoan.kernel.ids.uuid7,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("identity_id", models.UUIDField(default=xiaoan.kernel.ids.uuid7)),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("kind", models.TextField()),
                ("number", models.TextField()),
                ("name", models.TextField()),
                ("pinyin", models.TextField()),
                ("sex", models.TextField()),
                ("birth_date", models.DateField()),
                ("id_kind", models.TextField(default="resident")),
                ("id_cipher", models.BinaryField()),
                ("id_index", models.BinaryField()),
                ("phone_cipher", models.BinaryField(null=True)),
                ("phone_index", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "directory_person",
                "indexes": [
                    models.Index(fields=["unit_no"], name="person_unit"),
                    models.Index(fields=["id_index"], name="person_id_index"),
                    models.Index(fields=["identity_id"], name="person_identity"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("school_id", "id"), name="person_school"),
                    models.UniqueConstraint(
                        fields=("school_id", "id_index"), name="person_id_number"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Term",
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
                ("name", models.TextField()),
                ("since", models.DateField()),
                ("until", models.DateField()),
            ],
            options={
                "db_table": "directory_term",
                "constraints": [
                    models.UniqueConstraint(fields=("unit_no", "since"), name="term_since"),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))),
                        name="term_dates",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("no", models.IntegerField(primary_key=True, serialize=False)),
                ("end", models.IntegerField()),
                ("parent_no", models.IntegerField(null=True)),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("code", models.TextField(unique=True)),
                ("school_id", models.IntegerField()),
                ("stage", models.TextField(default="")),
                ("cohort", models.SmallIntegerField(null=True)),
                ("boarding", models.BooleanField(default=False)),
                ("opened", models.DateField()),
                ("closed", models.DateField(null=True)),
            ],
            options={
                "db_table": "directory_unit",
                "indexes": [models.Index(fields=["kind", "no"], name="unit_kind_no")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("no"))),
                        name="unit_interval_not_empty",
                    )
                ],
            },
        ),
    ]
