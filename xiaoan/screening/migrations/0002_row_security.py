"""Row security of roll-calls; a mark's pupil, class and school are one key."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect


class Migration(migrations.Migration):
    dependencies = [("screening", "0001_tables"), ("directory", "0002_row_security")]
    operations = [
        # A guardian sees whether the child's class has reported: counts, no names.
        protect(
            "screening_roll_call",
            also="unit_no = any ((select scope_classes())::int[])",
        ),
        protect("screening_mark", people="person_id"),
        protect("screening_excuse", also="unit_no = any ((select scope_classes())::int[])"),
        composite_key(
            "screening_mark",
            "school_id, roll_call_id",
            "screening_roll_call",
            "school_id, id",
        ),
        composite_key(
            "screening_mark",
            "school_id, unit_no, enrolment_id, person_id",
            "directory_enrolment",
            "school_id, unit_no, id, person_id",
        ),
    ]
