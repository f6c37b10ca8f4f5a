"""Row security of steps and exposures. A step is never changed."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, protect

_EVENT = ("school_id, event_id", "investigations_event", "school_id, id")


class Migration(migrations.Migration):
    dependencies = [("investigations", "0003_tables_events")]
    operations = [
        protect("investigations_step"),
        protect("investigations_exposure"),
        protect("investigations_exposed"),
        insert_only("investigations_step"),
        composite_key("investigations_step", *_EVENT),
        composite_key("investigations_exposure", *_EVENT),
        composite_key(
            "investigations_case", "school_id, infected_by_id", "investigations_case", "school_id, id"
        ),
        composite_key(
            "investigations_exposed", "school_id, exposure_id", "investigations_exposure",
            "school_id, id",
        ),
        composite_key(
            "investigations_exposed", "school_id, person_id", "directory_person", "school_id, id"
        ),
    ]
