"""Row security of rounds, answers and their counts."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect

# A round is no row about people: whoever is asked in it, or above it, knows of it.
ASKED = (
    "(unit_no < (select scope_hi()) and unit_end > (select scope_lo())) or exists "
    "(select 1 from unnest((select scope_classes())::int[]) c where c >= unit_no and c < unit_end)"
)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_tables"), ("directory", "0010_enrolled_once")]
    operations = [
        protect("surveys_round", also=f"({ASKED})"),
        protect("surveys_tally"),
        protect("surveys_answer", people="person_id"),
        protect("surveys_code"),
        composite_key("surveys_answer", "school_id, person_id", "directory_person", "school_id, id"),
        composite_key("surveys_code", "school_id, person_id", "directory_person", "school_id, id"),
        composite_key(
            "surveys_answer",
            "school_id, class_then, round_id",
            "surveys_tally",
            "school_id, unit_no, round_id",
        ),
    ]
