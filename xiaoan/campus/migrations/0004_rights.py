"""Row security of beds: the school."""

from django.db import migrations

from xiaoan.kernel.row_security import own_school, protect


class Migration(migrations.Migration):
    dependencies = [("campus", "0003_beds")]
    operations = [protect("campus_beds"), own_school("campus_beds")]
