"""Why a duty was excused, or is due again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0003_opens_at")]
    operations = [
        migrations.AddField("step", "reason", models.TextField(default="")),
        migrations.AddField("step", "note", models.TextField(default="")),
    ]
