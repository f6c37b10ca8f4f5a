"""Who is on a roll now, by identity: once in the county."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("directory", "0008_days_of_lives"),
    ]

    operations = [
        migrations.CreateModel(
            name="Enrolled",
            fields=[
                ("enrolment_id", models.UUIDField(primary_key=True, serialize=False)),
                ("identity_id", models.UUIDField()),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("person_id", models.UUIDField()),
            ],
            options={
                "db_table": "directory_enrolled",
                "indexes": [models.Index(fields=["person_id"], name="enrolled_person")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("identity_id",),
                        deferrable=models.Deferrable.DEFERRED,
                        name="enrolled_once_in_the_county",
                    )
                ],
            },
        ),
    ]
