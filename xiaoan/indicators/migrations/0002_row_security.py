"""Row security of the kept figures: each row is its unit's."""

from django.db import migrations

from xiaoan.kernel.row_security import own_school, protect


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        protect("indicators_figure"),
        own_school("indicators_figure"),
    ]
