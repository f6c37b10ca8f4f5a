"""Row security of people; keys that carry the school."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        protect("directory_person", people="id"),
        protect("directory_enrolment", people="person_id"),
        protect("directory_guardian"),
        composite_key(
            "directory_enrolment",
            "school_id, person_id",
            "directory_person",
            "school_id, id",
        ),
        composite_key(
            "directory_guardian",
            "school_id, person_id",
            "directory_person",
            "school_id, id",
        ),
    ]
