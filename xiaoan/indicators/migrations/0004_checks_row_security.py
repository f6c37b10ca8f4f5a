"""Row security of recounts: each difference is its unit's, a check the county's; both stay as they were."""

from django.db import migrations

from xiaoan.kernel.row_security import insert_only, own_school, protect


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_checks"), ("kernel", "0001_scope")]
    operations = [
        protect("indicators_check", also="true"),
        protect("indicators_difference"),
        own_school("indicators_check"),
        own_school("indicators_difference"),
        insert_only("indicators_check"),
        insert_only("indicators_difference"),
    ]
