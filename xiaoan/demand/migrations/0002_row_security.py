"""Row security of demand; versions of scenarios are added only."""

from django.db import migrations

from xiaoan.kernel.row_security import insert_only, protect


class Migration(migrations.Migration):
    dependencies = [("demand", "0001_tables")]
    operations = [
        protect("demand_use"),
        protect("demand_day"),
        protect("demand_cover"),
        protect("demand_stale"),
        protect("demand_shortage"),
        insert_only("demand_scenario"),
    ]
