"""Duties about a row of another app (a person followed, an answer to verify), beside those about a unit."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0004_reasons")]
    operations = [
        migrations.AddField("duty", "about_id", models.UUIDField(null=True)),
        migrations.RemoveConstraint("duty", "duty_once"),
        migrations.AddConstraint(
            "duty",
            models.UniqueConstraint(
                fields=["school_id", "unit_no", "day", "slot", "kind", "about_id"],
                nulls_distinct=False,
                name="duty_once",
            ),
        ),
        migrations.AddIndex(
            "duty",
            models.Index(
                fields=["about_id"], condition=models.Q(about_id__isnull=False), name="duty_about"
            ),
        ),
    ]
