"""Looks at signals, lists of the sick, official forms, sheets of codes, exports of key persons, and at the page of a
boarder who was not found at the round."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0014_look_health")]
    operations = [
        migrations.RemoveConstraint("look", "look_page"),
        migrations.AddConstraint(
            "look",
            models.CheckConstraint(
                condition=models.Q(
                    page__in=[
                        "life", "guardians", "access", "looks", "search", "illness", "key_person",
                        "survey", "checks", "health_list", "survey_codes", "signal", "sick_list",
                        "watch_list", "codes", "form", "key_export", "missing",
                    ],
                    person_id__isnull=False,
                    day=None,
                )
                | models.Q(
                    page__in=[
                        "class_list", "class_sheet", "roll_call", "evening", "roster", "survey_list",
                        "codes_list",
                    ],
                    person_id=None,
                    day__isnull=False,
                ),
                name="look_page",
            ),
        ),
    ]
