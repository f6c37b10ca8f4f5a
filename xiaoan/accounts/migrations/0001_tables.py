"""The tables of accounts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import xiaoan.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_scope")]

    operations = [
        migrations.CreateModel(
            name="DemoPerson",
            fields=[
                ("user_id", models.UUIDField(primary_key=True, serialize=False)),
                ("rank", models.SmallIntegerField()),
                ("role", models.TextField()),
                ("name", models.TextField()),
                ("unit", models.TextField()),
            ],
            options={
                "db_table": "accounts_demo_person",
            },
        ),
        migrations.CreateModel(
            name="Throttle",
            fields=[
                ("key", models.BinaryField(primary_key=True, serialize=False)),
                ("failures", models.SmallIntegerField(default=0)),
                ("since", models.DateTimeField()),
            ],
            options={
                "db_table": "accounts_throttle",
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=xiaoan.kernel.ids.uuid7,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("login", models.TextField(unique=True)),
                ("name", models.TextField()),
                ("person_id", models.UUIDField(null=True)),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("is_active", models.BooleanField(default=True)),
                ("locale", models.TextField(default="")),
                ("phone_cipher", models.BinaryField(null=True)),
                ("phone_index", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "accounts_user",
                "indexes": [models.Index(fields=["unit_no"], name="user_unit")],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=xiaoan.kernel.ids.uuid7,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("role", models.TextField()),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("unit_end", models.IntegerField()),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "accounts_grant",
                "indexes": [models.Index(fields=["unit_no", "role"], name="grant_unit_role")],
            },
        ),
        migrations.CreateModel(
            name="Ward",
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
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wards",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "accounts_ward",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school_id", "user", "person_id"), name="ward_once"
                    )
                ],
            },
        ),
    ]
