"""Row security of invitations: inside the unit. Whoever holds the code is looked up by the service."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_invitations"), ("directory", "0002_row_security")]
    operations = [
        protect("accounts_invitation"),
        composite_key(
            "accounts_invitation", "school_id, person_id", "directory_person", "school_id, id"
        ),
    ]
