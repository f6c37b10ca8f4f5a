"""Row security of what is held outside of the stores."""

from django.db import migrations

from xiaoan.kernel.row_security import protect


class Migration(migrations.Migration):
    dependencies = [("supplies", "0005_rooms_and_placed")]
    operations = [protect("supplies_placed")]
