"""A step of an incident keeps what the phone claimed beside what counts."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("hygiene", "0009_dose_of")]
    operations = [
        migrations.AddField("incidentstep", "pressed_at", models.DateTimeField(null=True)),
    ]
