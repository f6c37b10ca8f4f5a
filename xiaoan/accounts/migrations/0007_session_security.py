"""Row security of sessions and factors: one's own. And the staff number, by which people sign in."""

from django.db import migrations

from xiaoan.kernel.row_security import protect

OWN = "user_id = (select scope_user())"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_sessions_and_factors"), ("directory", "0001_tables")]
    operations = [
        *(
            protect(table, also=OWN, insert_also=OWN, update_also=OWN, delete_also=OWN)
            for table in ("accounts_session", "accounts_factor", "accounts_recovery_code")
        ),
        migrations.RunSQL(
            "create index directory_person_staff_number on directory_person (number) "
            "where kind = 'staff'",
            "drop index directory_person_staff_number",
        ),
    ]
