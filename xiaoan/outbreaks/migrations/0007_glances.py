"""That an office has looked at an entry of the watch list."""

from django.db import migrations, models

from xiaoan.kernel.row_security import composite_key, protect


class Migration(migrations.Migration):
    dependencies = [("outbreaks", "0006_signals_by_rules")]

    operations = [
        migrations.CreateModel(
            name="Glance",
            fields=[
                ("pk", models.CompositePrimaryKey("signal_id", "office_no", blank=True, editable=False, primary_key=True, serialize=False)),
                ("signal_id", models.UUIDField()),
                ("office_no", models.IntegerField()),
                ("school_id", models.IntegerField()),
                ("unit_no", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("by_id", models.UUIDField(null=True)),
            ],
            options={"db_table": "outbreaks_glance"},
        ),
        protect("outbreaks_glance"),
        composite_key("outbreaks_glance", "school_id, signal_id", "outbreaks_signal", "school_id, id"),
    ]
