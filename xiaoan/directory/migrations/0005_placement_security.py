"""Row security of placements; the pupil and the school are one key."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_lives")]
    operations = [
        protect("directory_placement", people="person_id"),
        composite_key(
            "directory_placement",
            "school_id, person_id",
            "directory_person",
            "school_id, id",
        ),
    ]
