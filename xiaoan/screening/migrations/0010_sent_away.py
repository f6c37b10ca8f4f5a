"""A pupil whom the school's doctor sent to care or home is held back too, with symptoms and onset."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("screening", "0009_rounds_devices_doubts_security")]
    operations = [
        migrations.AddField("hold", "symptoms", models.IntegerField(default=0)),
        migrations.AddField("hold", "onset", models.DateField(null=True)),
        migrations.RemoveConstraint("hold", "hold_kind"),
        migrations.AddConstraint(
            "hold",
            models.CheckConstraint(
                condition=models.Q(kind__in=("isolation", "certificate", "sick")), name="hold_kind"
            ),
        ),
    ]
