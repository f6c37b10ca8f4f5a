"""What was sent under an id that a phone or a form made: other content under it is refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("illness", "0007_traced_in_time")]

    operations = [
        migrations.AddField("step", "said", models.BinaryField(null=True)),
        migrations.AddField("asking", "said", models.BinaryField(null=True)),
        migrations.AddField("late", "said", models.BinaryField(null=True)),
    ]
