"""Looks at the rooms of a dormitory, at transfers, due lists that name pupils, doubtful pairs,
and at a class of which one is chosen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0015_look_lists")]
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
                        "due_list", "pair", "paper",
                    ],
                    person_id__isnull=False,
                    day=None,
                )
                | models.Q(
                    page__in=[
                        "class_list", "class_sheet", "roll_call", "evening", "roster", "survey_list",
                        "codes_list", "chooser",
                    ],
                    person_id=None,
                    day__isnull=False,
                ),
                name="look_page",
            ),
        ),
    ]
