"""Row security of the read tables."""

from django.db import migrations

from xiaoan.kernel.row_security import protect


class Migration(migrations.Migration):
    dependencies = [("overview", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        protect("overview_school_day"),
    ]
