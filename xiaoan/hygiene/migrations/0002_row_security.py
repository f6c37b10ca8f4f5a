"""Row security of hygiene; what was done and found is added only; each row belongs to its own school."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, protect

_TABLES = (
    "place", "plan", "line", "product", "round", "due", "record", "school_day", "doubt", "draw", "check",
    "incident", "incident_step",
)  # fmt: skip
# Table, column, table it names.
_KEYS = (
    ("line", "plan_id", "plan"),
    ("line", "place_id", "place"),
    ("due", "place_id", "place"),
    ("due", "line_id", "line"),
    ("due", "round_id", "round"),
    ("record", "place_id", "place"),
    ("record", "due_id", "due"),
    ("record", "incident_id", "incident"),
    ("record", "product_id", "product"),
    ("doubt", "record_id", "record"),
    ("draw", "place_id", "place"),
    ("draw", "record_id", "record"),
    ("check", "place_id", "place"),
    ("check", "record_id", "record"),
    ("check", "draw_id", "draw"),
    ("incident", "place_id", "place"),
    ("incident_step", "incident_id", "incident"),
)


class Migration(migrations.Migration):
    dependencies = [("hygiene", "0001_tables")]
    operations = [
        *(protect(f"hygiene_{table}") for table in _TABLES),
        *(
            composite_key(
                f"hygiene_{table}", f"school_id, {column}", f"hygiene_{other}", "school_id, id"
            )
            for table, column, other in _KEYS
        ),
        *(insert_only(f"hygiene_{table}") for table in ("record", "check", "incident_step")),
    ]
