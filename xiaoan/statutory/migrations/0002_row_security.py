"""Row security of statutory. What was sent and received is added, never changed. A warning bears the county's
number, and whoever sees a school that it is addressed to reads it, too.
"""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, protect

_REPORT = ("statutory_report", "school_id, id")
_ADDRESSED = "exists (select 1 from statutory_target t where t.warning_id = statutory_warning.id)"


class Migration(migrations.Migration):
    dependencies = [("statutory", "0001_tables"), ("investigations", "0004_security_events")]
    operations = [
        protect("statutory_report"),
        protect("statutory_version"),
        protect("statutory_receipt"),
        protect("statutory_target"),
        protect("statutory_warning", also=_ADDRESSED),
        composite_key(
            "statutory_report", "school_id, event_id", "investigations_event", "school_id, id"
        ),
        composite_key("statutory_version", "school_id, report_id", *_REPORT),
        composite_key(
            "statutory_receipt", "school_id, version_id", "statutory_version", "school_id, id"
        ),
        composite_key("statutory_target", "warning_id", "statutory_warning", "id"),
        insert_only("statutory_version"),
        insert_only("statutory_receipt"),
    ]
