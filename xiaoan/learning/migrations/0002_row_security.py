"""Row security of learning: a request lies in the scope of its unit."""

from django.db import migrations

from xiaoan.kernel.row_security import own_school, protect


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_tables"), ("kernel", "0001_scope")]
    operations = [protect("learning_request"), own_school("learning_request")]
