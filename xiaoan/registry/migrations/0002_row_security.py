"""Row security of imports and doubtful pairs."""

from django.db import migrations

from xiaoan.kernel.row_security import protect


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        protect("registry_roster_import"),
        protect("registry_imported_school"),
        protect("registry_doubtful_pair"),
    ]
