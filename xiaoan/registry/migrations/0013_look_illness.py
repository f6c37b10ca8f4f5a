"""A look at a child's illness is one of the looks that are kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0012_looks_from_the_record")]
    operations = [
        migrations.RemoveConstraint("look", "look_page"),
        migrations.AddConstraint(
            "look",
            models.CheckConstraint(
                condition=models.Q(
                    page__in=["life", "guardians", "access", "looks", "search", "illness"],
                    person_id__isnull=False,
                    day=None,
                )
                | models.Q(
                    page__in=["class_list", "class_sheet", "roll_call", "evening", "roster"],
                    person_id=None,
                    day__isnull=False,
                ),
                name="look_page",
            ),
        ),
    ]
