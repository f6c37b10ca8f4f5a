"""Row security of accounts: oneself, whoever names the login, and one's scope."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_tables"), ("directory", "0002_row_security")]
    operations = [
        # A login that is named exactly may be read: that is what signing in is.
        protect(
            "accounts_user",
            also="id = (select scope_user()) or login = current_setting('xiaoan.login', true)",
            update_also="id = (select scope_user())",
        ),
        protect("accounts_grant", also="user_id = (select scope_user())"),
        protect("accounts_ward", also="user_id = (select scope_user())"),
        composite_key("accounts_ward", "school_id, person_id", "directory_person", "school_id, id"),
    ]
