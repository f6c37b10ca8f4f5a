"""Row security of lessons. A guardian reads the lessons of the own child's class, says a word, and reads it."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

_MINE = "by_id = (select scope_user())"
_CLASS = "unit_no = any ((select scope_classes())::int[])"
_CHILD = "person_id = any ((select scope_people())::uuid[])"
# Name a unit and times, nobody: what is above a class is read from below.
_ABOVE = (
    "(unit_no < (select scope_hi()) and unit_end > (select scope_lo())) or exists "
    "(select 1 from unnest((select scope_classes())::int[]) c where c >= unit_no and c < unit_end)"
)
_OWNED = (
    "act", "period", "entry", "lesson", "mark", "day", "feed", "excuse", "without", "loan", "word",
    "import", "preview", "nickname", "parked",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("lessons", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        protect("lessons_act", also=_MINE, insert_also=_MINE),
        protect("lessons_period", also=_ABOVE),
        protect("lessons_entry", also=_ABOVE),
        protect("lessons_lesson", also=_CLASS),
        protect("lessons_mark", people="person_id"),
        protect("lessons_day"),
        protect("lessons_feed"),
        protect("lessons_excuse", people="person_id"),
        protect("lessons_without", people="person_id"),
        protect("lessons_loan", people="person_id"),
        protect("lessons_word", people="person_id", insert_also=_CHILD),
        protect("lessons_import"),
        protect("lessons_preview"),
        protect("lessons_nickname"),
        protect("lessons_parked"),
        *(own_school(f"lessons_{table}") for table in _OWNED),
        composite_key("lessons_mark", "school_id, unit_no, lesson_id", "lessons_lesson", "school_id, unit_no, id"),
        composite_key("lessons_parked", "school_id, unit_no, lesson_id", "lessons_lesson", "school_id, unit_no, id"),
        insert_only("lessons_import"),
    ]
