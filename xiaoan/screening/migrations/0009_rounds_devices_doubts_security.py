"""Row security of rounds, observations, devices and doubts; a pupil and the school are one key."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect

_PEOPLE = (
    "screening_round_mark", "screening_missing", "screening_observation", "screening_retest",
    "screening_reading",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0008_rounds_devices_doubts"),
        ("directory", "0010_enrolled_once"),
    ]
    operations = [
        protect("screening_round"),
        protect("screening_device"),
        protect("screening_doubt"),
        *(protect(table, people="person_id") for table in _PEOPLE),
        *(
            composite_key(table, "school_id, person_id", "directory_person", "school_id, id")
            for table in _PEOPLE
        ),
        composite_key(
            "screening_round_mark", "school_id, round_id", "screening_round", "school_id, id"
        ),
        composite_key(
            "screening_reading", "school_id, device_id", "screening_device", "school_id, id"
        ),
    ]
