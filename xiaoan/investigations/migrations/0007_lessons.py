"""What a closed event taught is a step of it too."""

from django.db import migrations, models

_STEPS = (
    "open", "assign", "confirm", "exclude", "merge", "close", "reopen", "define", "learn", "absorb",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("investigations", "0006_security_contacts")]
    operations = [
        migrations.RemoveConstraint(model_name="step", name="event_step_kind"),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=_STEPS), name="event_step_kind"
            ),
        ),
    ]
