"""Row security of briefings: those of the unit that is led. What was made and said is added only."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect


class Migration(migrations.Migration):
    dependencies = [("briefings", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        *(protect(f"briefings_{name}") for name in ("briefing", "comment")),
        *(own_school(f"briefings_{name}") for name in ("briefing", "comment")),
        composite_key(
            "briefings_comment", "school_id, briefing_id", "briefings_briefing", "school_id, id"
        ),
        insert_only("briefings_briefing"),
        insert_only("briefings_comment"),
    ]
