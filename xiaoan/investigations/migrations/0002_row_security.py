"""Row security of events."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect

_EVENT = ("school_id, event_id", "investigations_event", "school_id, id")


class Migration(migrations.Migration):
    dependencies = [
        ("investigations", "0001_tables"),
        ("outbreaks", "0003_layer"),
        ("directory", "0010_enrolled_once"),
    ]
    operations = [
        protect("investigations_event"),
        protect("investigations_event_signal"),
        protect("investigations_case"),
        composite_key("investigations_event", "school_id, merged_into_id", *_EVENT[1:]),
        composite_key("investigations_event_signal", *_EVENT),
        composite_key(
            "investigations_event_signal", "school_id, signal_id", "outbreaks_signal", "school_id, id"
        ),
        composite_key("investigations_case", *_EVENT),
        composite_key(
            "investigations_case", "school_id, person_id", "directory_person", "school_id, id"
        ),
    ]
