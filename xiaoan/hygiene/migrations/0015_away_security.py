"""Row security of when rooms rest: figures of a unit, nobody."""

from django.db import migrations

from xiaoan.kernel.row_security import own_school, protect


class Migration(migrations.Migration):
    dependencies = [("hygiene", "0014_away")]
    operations = [protect("hygiene_away"), own_school("hygiene_away")]
