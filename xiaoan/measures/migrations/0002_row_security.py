"""Row security of measures."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect

_EVENT = ("school_id, event_id", "investigations_event", "school_id, id")


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_tables"), ("investigations", "0004_security_events")]
    operations = [
        protect("measures_measure"),
        protect("measures_suspension"),
        protect("measures_suspension_step"),
        composite_key("measures_measure", *_EVENT),
        composite_key("measures_suspension", *_EVENT),
        composite_key(
            "measures_suspension_step", "school_id, suspension_id", "measures_suspension",
            "school_id, id",
        ),
    ]
