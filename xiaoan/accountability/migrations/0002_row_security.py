"""Row security of accountability by the unit; what was said and entered is never changed."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, protect


class Migration(migrations.Migration):
    dependencies = [("accountability", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        # Whoever is named in a file sees that it is there, wherever it lies.
        protect("accountability_case_file", also="party_ids @> array[(select scope_user())]"),
        protect("accountability_file_step"),
        protect("accountability_conduct"),
        protect("accountability_reply"),
        protect("accountability_month"),
        insert_only("accountability_file_step"),
        insert_only("accountability_conduct"),
        insert_only("accountability_reply"),
        composite_key(
            "accountability_file_step", "school_id, file_id", "accountability_case_file",
            "school_id, id",
        ),
    ]
