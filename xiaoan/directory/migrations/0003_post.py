"""The post of staff, as their roster calls it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_row_security")]
    operations = [
        migrations.AddField(
            model_name="person",
            name="post",
            field=models.TextField(db_default="", default=""),
        ),
    ]
