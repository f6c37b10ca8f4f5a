"""Row security of what is kept ahead."""

from django.db import migrations

from xiaoan.kernel.row_security import protect


class Migration(migrations.Migration):
    dependencies = [("demand", "0004_ahead")]
    operations = [protect("demand_ahead")]
