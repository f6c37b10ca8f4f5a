"""Row security of exports."""

from django.db import migrations

from xiaoan.kernel.row_security import protect


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_exports")]
    operations = [protect("registry_roster_export")]
