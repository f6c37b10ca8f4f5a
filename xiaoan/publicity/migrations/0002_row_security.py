"""Row security of public texts: drafts are the office's. The edition has nobody in it and is read without a scope: its
number is asked for before anything else of a request is known."""

from django.db import migrations

from xiaoan.kernel.row_security import composite_key, insert_only, own_school, protect

_OWNED = ("publicity_text", "publicity_version", "publicity_step")
_KEY = """
alter table publicity_text add constraint publicity_text_unit unique (unit_no, id);
insert into publicity_edition (id, no, at) values (1, 1, now());
"""
_BACK = """
delete from publicity_edition;
alter table publicity_text drop constraint publicity_text_unit;
"""


class Migration(migrations.Migration):
    dependencies = [("publicity", "0001_tables"), ("kernel", "0001_scope")]
    operations = [
        migrations.RunSQL(_KEY, _BACK),
        *(protect(name) for name in _OWNED),
        *(own_school(name) for name in _OWNED),
        *(
            composite_key(name, "unit_no, text_id", "publicity_text", "unit_no, id")
            for name in _OWNED[1:]
        ),
        insert_only("publicity_version"),
        insert_only("publicity_step"),
    ]
