"""Row security of campus: the school of a sitting and a visit, the class of a seating."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, own_school, protect

_TABLES = ("sitting", "seating", "visit")


class Migration(migrations.Migration):
    dependencies = [("campus", "0001_tables"), ("directory", "0010_enrolled_once")]
    operations = [
        *(protect(f"campus_{name}") for name in _TABLES),
        *(own_school(f"campus_{name}") for name in _TABLES),
        composite_key("campus_seating", "school_id, sitting_id", "campus_sitting", "school_id, id"),
    ]
