"""Row security of requests about lost accounts: one's scope, one's own, and those of guardians of one's
classes, whose accounts stand at the school."""

from django.db import migrations

from xiaoan.kernel.row_security import protect

OWN = "user_id = (select scope_user())"
# The wards that are seen in here are those that the policies of accounts_ward let through.
GUARDED = "exists (select 1 from accounts_ward w where w.user_id = accounts_recovery.user_id)"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_recovery")]
    operations = [
        protect(
            "accounts_recovery",
            also=f"{OWN} or {GUARDED}",
            update_also=f"{OWN} or {GUARDED}",
        ),
    ]
