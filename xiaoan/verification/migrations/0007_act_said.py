"""What was sent with the act of clearing: other content under its id is refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("verification", "0006_past_disagreements")]

    operations = [migrations.AddField("disagreement", "act_said", models.BinaryField(null=True))]
