"""Row security of simulations: a comparison of a whole county is open to whoever may read any, its schools
are not."""

from django.db import migrations

from xiaoan.kernel.row_security import own_school, protect


class Migration(migrations.Migration):
    dependencies = [("simulations", "0001_tables")]
    operations = [
        protect("simulations_run", also="unit_no % 16777216 = 0"),
        protect("simulations_school"),
        own_school("simulations_run"),
        own_school("simulations_school"),
    ]
