"""A stay elsewhere may be over when it is answered for: an end of its own."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("verification", "0002_row_security")]

    operations = [
        migrations.RemoveConstraint(model_name="disagreement", name="disagreement_cleared"),
        migrations.AddConstraint(
            model_name="disagreement",
            constraint=models.CheckConstraint(
                condition=Q(
                    state="cleared",
                    outcome__in=(
                        "untrue", "omitted", "reported", "list_wrong", "not_person", "over",
                    ),
                    cleared_at__isnull=False,
                )
                | Q(state__in=("open", "moved"), outcome="", cleared_at=None),
                name="disagreement_cleared",
            ),
        ),
    ]  # fmt: skip
