"""Row security of statistics."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect


class Migration(migrations.Migration):
    dependencies = [("outbreaks", "0004_statistics")]
    operations = [
        protect("outbreaks_statistic"),
        protect("outbreaks_position"),
        composite_key(
            "outbreaks_statistic",
            "school_id, signal_id",
            "outbreaks_signal",
            "school_id, id",
        ),
    ]
