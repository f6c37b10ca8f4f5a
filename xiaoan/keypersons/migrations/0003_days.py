"""Past lines by their end, and lines by the day they were opened, without walking through all of them."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("keypersons", "0002_row_security")]

    operations = [
        migrations.RemoveIndex(model_name="keyperson", name="key_person_ended"),
        migrations.AddIndex(
            model_name="keyperson",
            index=models.Index(fields=["opened_on", "unit_no"], name="key_person_opened"),
        ),
        migrations.AddIndex(
            model_name="keyperson",
            index=models.Index(
                fields=["ended_on", "unit_no", "id"], condition=Q(ended_on__isnull=False),
                name="key_person_past",
            ),
        ),
    ]  # fmt: skip
