"""Past lines are counted and put in order from an index alone."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("keypersons", "0004_named_by_lists")]

    operations = [
        migrations.RemoveIndex(model_name="keyperson", name="key_person_past"),
        migrations.AddIndex(
            model_name="keyperson",
            index=models.Index(
                fields=["state", "unit_no"], include=["ended_on", "category", "id"],
                condition=Q(ended_on__isnull=False), name="key_person_past",
            ),
        ),
    ]  # fmt: skip
