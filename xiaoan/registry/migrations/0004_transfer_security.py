"""Row security of transfers: the school that a pupil leaves and the one that is to take them in."""

from django.db import migrations

from xiaoan.kernel.row_security import INSIDE, composite_key, protect

RECEIVING = f"({INSIDE.replace('unit_no', 'to_unit_no')})"


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_transfers"), ("directory", "0002_row_security")]
    operations = [
        protect(
            "registry_transfer", also=RECEIVING, insert_also=RECEIVING, update_also=RECEIVING
        ),
        composite_key(
            "registry_transfer", "school_id, person_id", "directory_person", "school_id, id"
        ),
    ]
