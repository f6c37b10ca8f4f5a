"""A spot check goes along with a pupil who changes the school."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("verification", "0007_act_said")]

    operations = [
        migrations.AddField("spotcheck", "went_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "spotcheck",
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(went_at=None), name="spot_check_went"
            ),
        ),
    ]
