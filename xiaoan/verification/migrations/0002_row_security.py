"""Row security of verification. Lists and their rows bear the county's number: only a position that
reaches it reads them. A check is added and stays; that its class follows the pupil is all that changes.
"""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect

_PERSON = ("school_id, person_id", "directory_person", "school_id, id")
_APPEND_ONLY = migrations.RunSQL(
    """revoke update, delete, truncate on verification_check from xiaoan_app;
    grant update (unit_no) on verification_check to xiaoan_app;""",
    "grant update, delete on verification_check to xiaoan_app",
)


class Migration(migrations.Migration):
    dependencies = [("verification", "0001_tables"), ("directory", "0010_enrolled_once")]
    operations = [
        protect("verification_list"),
        protect("verification_list_file"),
        protect("verification_list_row"),
        protect("verification_match"),
        protect("verification_disagreement"),
        protect("verification_check"),
        protect("verification_verdict"),
        protect("verification_sample"),
        protect("verification_spot_check"),
        protect("verification_lapse"),
        composite_key("verification_disagreement", *_PERSON),
        composite_key("verification_check", *_PERSON),
        composite_key("verification_verdict", *_PERSON),
        composite_key("verification_spot_check", *_PERSON),
        composite_key("verification_lapse", *_PERSON),
        _APPEND_ONLY,
    ]
