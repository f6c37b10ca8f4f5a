"""A look at a child's illness is one of the looks that are kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_approvals")]
    operations = [
        migrations.RemoveConstraint("look", "look_page"),
        migrations.AddConstraint(
            "look",
            models.CheckConstraint(
                condition=models.Q(
                    page__in=["life", "guardians", "access", "looks", "illness"]
                ),
                name="look_page",
            ),
        ),
    ]
