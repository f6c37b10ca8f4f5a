"""Answers and codes are found by their person, whatever the school."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("surveys", "0004_taken_security"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="answer",
            name="answer_person",
        ),
        migrations.RemoveIndex(
            model_name="code",
            name="survey_code_person",
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(fields=["person_id", "school_id"], name="answer_of_person"),
        ),
        migrations.AddIndex(
            model_name="code",
            index=models.Index(fields=["person_id", "school_id"], name="survey_code_of"),
        ),
    ]
