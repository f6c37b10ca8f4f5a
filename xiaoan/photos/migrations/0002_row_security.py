"""Row security of photos: added, never changed or removed."""

from django.db import migrations

from xiaoan.kernel.row_security import insert_only, own_school, protect


class Migration(migrations.Migration):
    dependencies = [("photos", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        protect("photos_photo"),
        own_school("photos_photo"),
        insert_only("photos_photo"),
    ]
