"""Rows about people are seen inside one's units; what was asked and done is added, never changed."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect

PERSON = ("school_id, person_id", "directory_person", "school_id, id")
LINE = ("school_id, line_id", "keypersons_key_person", "school_id, id")
PAPER = ("school_id, paper_id", "keypersons_paper", "school_id, id")

# Who sees somebody released with a paper sees the paper: the class teacher too, in whatever class now.
SHOWN = """(exists (select 1 from keypersons_key_person k where k.paper_id = keypersons_paper.id)
  or exists (select 1 from keypersons_isolation i where i.paper_id = keypersons_paper.id))"""


def added_only(table: str) -> migrations.RunSQL:
    """Rows are added, and follow the pupil's class; nothing else of them changes."""
    return migrations.RunSQL(
        f"revoke update, delete, truncate on {table} from xiaoan_app; "
        f"grant update (unit_no) on {table} to xiaoan_app",
        f"grant update, delete on {table} to xiaoan_app",
    )


class Migration(migrations.Migration):
    dependencies = [("keypersons", "0001_tables"), ("directory", "0010_enrolled_once")]
    operations = [
        protect("keypersons_key_person"),
        protect("keypersons_follow_up"),
        protect("keypersons_paper", also=SHOWN),
        protect("keypersons_isolation"),
        protect("keypersons_travel"),
        protect("keypersons_change"),
        protect("keypersons_export"),
        composite_key("keypersons_key_person", *PERSON),
        composite_key("keypersons_key_person", *PAPER),
        composite_key("keypersons_follow_up", *PERSON),
        composite_key("keypersons_follow_up", *LINE),
        composite_key("keypersons_isolation", *PERSON),
        composite_key("keypersons_isolation", *LINE),
        composite_key("keypersons_isolation", *PAPER),
        composite_key("keypersons_travel", *PERSON),
        composite_key("keypersons_change", *PERSON),
        added_only("keypersons_follow_up"),
        added_only("keypersons_change"),
    ]
