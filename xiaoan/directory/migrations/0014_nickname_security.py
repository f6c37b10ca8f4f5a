"""Row security of nicknames: inside the scope of the class."""

from django.db import migrations

from xiaoan.kernel.row_security import own_school, protect


class Migration(migrations.Migration):
    dependencies = [("directory", "0013_nicknames"), ("kernel", "0001_scope")]
    operations = [protect("directory_nickname"), own_school("directory_nickname")]
