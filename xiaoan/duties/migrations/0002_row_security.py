"""Row security of duties."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, protect


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        protect("duties_duty"),
        protect("duties_step"),
        composite_key("duties_step", "school_id, duty_id", "duties_duty", "school_id, id"),
    ]
