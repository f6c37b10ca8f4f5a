"""Whom one spoke to at a supplier is sealed, apart from what came of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procurement", "0004_look_on")]
    operations = [migrations.AddField("step", "whom", models.BinaryField(null=True))]
