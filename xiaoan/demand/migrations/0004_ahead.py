"""What each store will use at most, kept by the count of the night."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("demand", "0003_marked_at")]
    operations = [
        migrations.CreateModel(
            name="Ahead",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("scenario_id", models.UUIDField(null=True)),
                ("day", models.DateField()),
                ("most", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "demand_ahead",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["unit_no", "scenario_id"],
                        name="demand_ahead_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
    ]
