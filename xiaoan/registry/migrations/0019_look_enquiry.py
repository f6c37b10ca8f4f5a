"""Looks at what a family asks about a child's health."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0018_look_at")]
    operations = [
        migrations.RemoveConstraint("look", "look_page"),
        migrations.AddConstraint(
            "look",
            models.CheckConstraint(
                condition=models.Q(
                    page__in=[
                        "life", "guardians", "access", "looks", "search", "illness", "key_person",
                        "survey", "checks", "health_list", "survey_codes", "signal", "sick_list",
                        "watch_list", "codes", "form", "key_export", "missing", "round", "transfer",
                        "due_list", "pair", "paper", "care", "care_list", "enquiry",
                    ],
                    person_id__isnull=False,
                    day=None,
                )
                | models.Q(
                    page__in=[
                        "class_list", "class_sheet", "roll_call", "evening", "roster", "survey_list",
                        "codes_list", "chooser", "care_class", "care_sheet",
                    ],
                    person_id=None,
                    day__isnull=False,
                ),
                name="look_page",
            ),
        ),
    ]
