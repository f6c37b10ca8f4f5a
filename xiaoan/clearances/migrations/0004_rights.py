"""Row security of contacts and sizes. Contacts are never changed, but that they follow the class."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, own_school, protect


class Migration(migrations.Migration):
    dependencies = [("clearances", "0003_contacts_sizes")]
    operations = [
        protect("clearances_contact", people="person_id"),
        protect("clearances_size"),
        own_school("clearances_contact"),
        own_school("clearances_size"),
        migrations.RunSQL(
            "revoke update, delete, truncate on clearances_contact from xiaoan_app; "
            "grant update (unit_no) on clearances_contact to xiaoan_app",
            "grant update, delete on clearances_contact to xiaoan_app",
        ),
        composite_key(
            "clearances_contact", "school_id, person_id", "directory_person", "school_id, id"
        ),
    ]
