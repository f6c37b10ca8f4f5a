"""Row security of opening dates. What was decided is everybody's to read and added only; proposals are the office's."""

from django.db import migrations

from xiaoan.kernel.row_security import insert_only, own_school, protect


class Migration(migrations.Migration):
    dependencies = [("reopening", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        protect("reopening_proposal"),
        own_school("reopening_proposal"),
        # Whoever has a scope at all reads what the public page says.
        protect("reopening_opening", also="(select scope_lo()) <= (select scope_hi())"),
        own_school("reopening_opening"),
        insert_only("reopening_opening"),
    ]
