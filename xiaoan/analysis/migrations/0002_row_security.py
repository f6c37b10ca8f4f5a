"""Row security of questions that were kept: each is of its unit."""

from django.db import migrations

from xiaoan.kernel.row_security import own_school, protect


class Migration(migrations.Migration):
    dependencies = [("analysis", "0001_tables"), ("kernel", "0001_scope")]
    operations = [protect("analysis_saved"), own_school("analysis_saved")]
