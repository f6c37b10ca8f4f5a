"""Row security of signals."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect


class Migration(migrations.Migration):
    dependencies = [("outbreaks", "0001_tables"), ("directory", "0002_row_security")]
    operations = [
        protect("outbreaks_signal"),
        protect("outbreaks_signal_case"),
        composite_key(
            "outbreaks_signal_case",
            "school_id, signal_id",
            "outbreaks_signal",
            "school_id, id",
        ),
        composite_key(
            "outbreaks_signal_case",
            "school_id, person_id",
            "directory_person",
            "school_id, id",
        ),
    ]
