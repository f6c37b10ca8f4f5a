"""Row security of contacts and of what was asked about them. A sheet is never changed."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, protect

_PERSON = ("school_id, person_id", "directory_person", "school_id, id")


class Migration(migrations.Migration):
    dependencies = [("investigations", "0005_contacts")]
    operations = [
        protect("investigations_contact"),
        protect("investigations_contact_sheet"),
        protect("investigations_contact_check"),
        insert_only("investigations_contact_sheet"),
        composite_key(
            "investigations_contact", "event_school_id, event_id", "investigations_event",
            "school_id, id",
        ),
        composite_key("investigations_contact", *_PERSON),
        composite_key(
            "investigations_contact", "event_school_id, case_id", "investigations_case",
            "school_id, id",
        ),
        composite_key("investigations_contact_check", *_PERSON),
        composite_key(
            "investigations_contact_check", "school_id, sheet_id", "investigations_contact_sheet",
            "school_id, id",
        ),
    ]  # fmt: skip
