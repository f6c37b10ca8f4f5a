"""Cleared disagreements are counted and put in order from an index alone; a round's are found by the round."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("verification", "0005_words_go")]

    operations = [
        migrations.RemoveIndex(model_name="disagreement", name="disagreement_unit"),
        migrations.AddIndex(
            model_name="disagreement",
            index=models.Index(
                fields=["unit_no"], include=["cleared_at", "outcome", "id", "state"],
                condition=Q(state="cleared"), name="disagreement_past",
            ),
        ),
        migrations.AddIndex(
            model_name="disagreement",
            index=models.Index(fields=["round_id", "unit_no"], name="disagreement_round"),
        ),
    ]  # fmt: skip
