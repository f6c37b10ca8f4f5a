"""Row security of arrivals: plans and slots are the school's, all about a pupil is the class's. What the desk noted,
what became of it and counts are never changed, but that rows about a pupil follow the class."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

_PEOPLE = ("place", "check", "follow")
_TABLES = ("act", "plan", "slot", *_PEOPLE, "hand_over", "tally")


class Migration(migrations.Migration):
    dependencies = [("arrivals", "0001_tables"), ("directory", "0010_enrolled_once")]
    operations = [
        *(
            protect(f"arrivals_{name}", people="person_id" if name in ("place", "check") else "")
            for name in _TABLES
        ),
        *(own_school(f"arrivals_{name}") for name in _TABLES),
        *(
            migrations.RunSQL(
                f"revoke update, delete, truncate on arrivals_{name} from xiaoan_app; "
                f"grant update (unit_no) on arrivals_{name} to xiaoan_app",
                f"grant update, delete on arrivals_{name} to xiaoan_app",
            )
            for name in ("check", "follow")
        ),
        insert_only("arrivals_act"),
        insert_only("arrivals_hand_over"),
        *(
            composite_key(
                f"arrivals_{name}", "school_id, person_id", "directory_person", "school_id, id"
            )
            for name in _PEOPLE
        ),
        composite_key("arrivals_slot", "school_id, plan_id", "arrivals_plan", "school_id, id"),
        composite_key("arrivals_place", "school_id, plan_id", "arrivals_plan", "school_id, id"),
        composite_key("arrivals_place", "school_id, slot_id", "arrivals_slot", "school_id, id"),
        composite_key("arrivals_follow", "school_id, check_id", "arrivals_check", "school_id, id"),
    ]
