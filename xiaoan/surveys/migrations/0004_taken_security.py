"""Row security of lists taken away and sheets that came in."""

from django.db import migrations

from xiaoan.kernel.row_security import protect


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_taken_and_imports")]
    operations = [protect("surveys_taken"), protect("surveys_import")]
