"""What was sent under the id of a form that names somebody: other content under it is refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("keypersons", "0005_past_lines")]

    operations = [migrations.AddField("keyperson", "said", models.JSONField(null=True))]
