"""How often a duty went along with a pupil to another class."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("verification", "0003_trip_over")]

    operations = [
        migrations.AddField("disagreement", "turn", models.SmallIntegerField(default=0)),
        migrations.AddField("spotcheck", "turn", models.SmallIntegerField(default=0)),
    ]
