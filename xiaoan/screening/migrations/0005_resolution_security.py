"""Row security of resolutions; a resolution, its two versions and their school are one key."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, protect


class Migration(migrations.Migration):
    dependencies = [("screening", "0004_resolutions")]
    operations = [
        protect("screening_resolution"),
        insert_only("screening_resolution"),
        *(
            composite_key(
                "screening_resolution",
                f"school_id, {column}",
                "screening_roll_call",
                "school_id, id",
            )
            for column in ("roll_call_id", "current_id")
        ),
    ]
