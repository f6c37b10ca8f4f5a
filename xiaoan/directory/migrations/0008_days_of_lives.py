"""Finding a life, and what begins on a day, without reading the whole roll."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("directory", "0007_units"),
    ]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="ended_with",
            field=models.JSONField(null=True),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                fields=["school_id", "person_id", "since"], name="enrolment_life"
            ),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(fields=["since"], name="enrolment_since"),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(fields=["school_id", "person_id"], name="placement_person"),
        ),
    ]
