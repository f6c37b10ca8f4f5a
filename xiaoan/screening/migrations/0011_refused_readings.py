"""A reading that cannot be of a person is refused: that it came is kept, not its value."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("screening", "0010_sent_away")]
    operations = [
        migrations.AlterField(
            "reading", "celsius", models.DecimalField(decimal_places=1, max_digits=4, null=True)
        ),
        migrations.AddConstraint(
            "reading",
            models.CheckConstraint(
                condition=models.Q(celsius__isnull=False) | models.Q(verdict="absurd"),
                name="reading_celsius",
            ),
        ),
    ]
