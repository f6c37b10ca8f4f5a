"""Row security of proposals and notices: one's scope, and what is said to oneself."""

from django.db import migrations

from xiaoan.kernel.row_security import protect

OWN = "user_id = (select scope_user())"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_positions"), ("kernel", "0001_scope")]
    operations = [
        protect("accounts_proposal"),
        protect("accounts_notice", also=OWN, update_also=OWN),
    ]
