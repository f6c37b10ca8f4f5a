"""Row security of who has agreed that their number is shown: inside the unit of the account, and one's own."""

from django.db import migrations

from xiaoan.kernel.row_security import protect

OWN = "user_id = (select scope_user())"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_number_shown")]
    operations = [
        protect("accounts_number_shown", also=OWN, insert_also=OWN, update_also=OWN),
    ]
