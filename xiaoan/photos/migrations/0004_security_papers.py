"""Row security of papers: added, never changed or removed."""

from django.db import migrations

from xiaoan.kernel.row_security import insert_only, own_school, protect


class Migration(migrations.Migration):
    dependencies = [("photos", "0003_papers"), ("kernel", "0001_scope")]
    operations = [
        protect("photos_paper"),
        own_school("photos_paper"),
        insert_only("photos_paper"),
    ]
